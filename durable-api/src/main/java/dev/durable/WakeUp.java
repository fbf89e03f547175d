package dev.durable;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a sleeping execution ends when it is woken up.
 *
 * @param <O> the output type of the sleeping task
 */
public final class WakeUp<O> {

    private final boolean completed;
    private final @Nullable O output;
    private final @Nullable String failure;
    private final boolean keptForNext;

    private WakeUp(boolean completed, @Nullable O output, @Nullable String failure, boolean keptForNext) {
        this.completed = completed;
        this.output = output;
        this.failure = failure;
        this.keptForNext = keptForNext;
    }

    /** It completes with this output. */
    public static <O> WakeUp<O> completed(@Nullable O output) {
        return new WakeUp<>(true, output, null, false);
    }

    /**
     * It fails.
     *
     * @param message why; stored with {@link ErrorKind#REPORTED}, shortened to limits
     */
    public static <O> WakeUp<O> failed(String message) {
        return new WakeUp<>(false, null, Objects.requireNonNull(message, "message"), false);
    }

    /**
     * The same, meant for the next execution with the key if the latest one has finished: it is kept for it, for
     * {@code durable.wake-retention}, instead of being told of that end. Without meaning where an execution is woken up
     * by its id.
     *
     * <p>Where no output says the type, the call before it has to:
     * {@code WakeUp.<Receipt>failed("declined").keepForNext()}.
     */
    public WakeUp<O> keepForNext() {
        return new WakeUp<>(completed, output, failure, true);
    }

    /** Whether it completes, rather than fails. */
    public boolean isCompleted() {
        return completed;
    }

    /** What it completes with; null unless it does, or with nothing. */
    public @Nullable O output() {
        return output;
    }

    /** Why it fails; null unless it does. */
    public @Nullable String failure() {
        return failure;
    }

    /** Whether it waits for the next execution with the key. */
    public boolean isKeptForNext() {
        return keptForNext;
    }
}
