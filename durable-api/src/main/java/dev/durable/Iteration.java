package dev.durable;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one iteration of a {@link LoopTask} came to.
 *
 * <pre>{@code
 * return payment.settled() ? Iteration.done(receipt) : Iteration.again(seen, Duration.ofMinutes(context.iteration()));
 * }</pre>
 *
 * @param <S> what is handed to the next iteration
 * @param <O> the output
 */
public final class Iteration<S, O> {

    private final boolean done;
    private final @Nullable O output;
    private final @Nullable S state;
    private final @Nullable Duration delay;

    private Iteration(boolean done, @Nullable O output, @Nullable S state, @Nullable Duration delay) {
        this.done = done;
        this.output = output;
        this.state = state;
        this.delay = delay;
    }

    /** The loop has ended with this output. */
    public static <S, O> Iteration<S, O> done(@Nullable O output) {
        return new Iteration<>(true, output, null, null);
    }

    /** Another iteration follows, after the delay that {@link Task#iterationDelay()} says. */
    public static <S, O> Iteration<S, O> again(@Nullable S state) {
        return new Iteration<>(false, null, state, null);
    }

    /**
     * Another iteration follows.
     *
     * @param state what it is handed
     * @param delay how long until it is due: zero to 365 days
     */
    public static <S, O> Iteration<S, O> again(@Nullable S state, Duration delay) {
        return new Iteration<>(false, null, state, Objects.requireNonNull(delay, "delay"));
    }

    /** Whether the loop has ended. */
    public boolean isDone() {
        return done;
    }

    /** The output of the loop; null unless it has ended with one. */
    public @Nullable O output() {
        return output;
    }

    /** What the next iteration is handed; null if there is none. */
    public @Nullable S state() {
        return state;
    }

    /** How long until the next iteration is due; null as the task says. */
    public @Nullable Duration delay() {
        return delay;
    }
}
