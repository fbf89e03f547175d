package dev.durable;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a parent's {@code run} returns: a value for the combine step, and the children to spawn, in order.
 *
 * <pre>{@code
 * return Children.of(stored)
 *         .and(ExtractTitle.class, new FileRef(stored.path()))
 *         .and(Summarise.class, new FileRef(stored.path()));
 * }</pre>
 *
 * <p>Immutable: each method returns a new list.
 *
 * @param <R> the value's type
 */
public final class Children<R> {

    private final @Nullable R output;
    private final List<Child<?>> list;
    private final @Nullable Integer quorum;

    private Children(@Nullable R output, List<Child<?>> list, @Nullable Integer quorum) {
        this.output = output;
        this.list = list;
        this.quorum = quorum;
    }

    /**
     * Starts without children.
     *
     * @param output what the combine step is given as {@link Finished#output()}
     */
    public static <R> Children<R> of(@Nullable R output) {
        return new Children<>(output, List.of(), null);
    }

    /** Adds one child. */
    public <I> Children<R> and(Class<? extends AnyTask<I, ?>> task, I input) {
        return and(task, input, EnqueueOptions.none());
    }

    /** Adds one child with options of its own. */
    public <I> Children<R> and(Class<? extends AnyTask<I, ?>> task, I input, EnqueueOptions options) {
        return plus(List.of(new Child<>(task, input, options)));
    }

    /** Adds one child for each input. */
    public <I> Children<R> andEach(Class<? extends AnyTask<I, ?>> task, Iterable<? extends I> inputs) {
        return andEach(task, inputs, EnqueueOptions.none());
    }

    /** Adds one child for each input, all with the same options. */
    public <I> Children<R> andEach(
            Class<? extends AnyTask<I, ?>> task, Iterable<? extends I> inputs, EnqueueOptions options) {
        List<Child<?>> added = new ArrayList<>();
        for (I input : inputs) {
            added.add(new Child<>(task, input, options));
        }
        return plus(added);
    }

    /**
     * Does not wait for all of them: once so many children have completed, what the combine step sees is decided, and
     * the others are cancelled. A child that fails matters once too few are left; then {@link Task#onChildFailure()}
     * says what follows: under {@link ChildFailurePolicy#FAIL_FAST} the parent fails, under
     * {@link ChildFailurePolicy#COLLECT} the combine step sees what there is.
     *
     * @param completed how many: 1 to the number of children
     */
    public Children<R> quorum(int completed) {
        return new Children<>(output, list, completed);
    }

    private Children<R> plus(List<Child<?>> added) {
        List<Child<?>> all = new ArrayList<>(list);
        all.addAll(added);
        return new Children<>(output, List.copyOf(all), quorum);
    }

    /** What the combine step is given besides the children's outcomes. */
    public @Nullable R output() {
        return output;
    }

    /** How many children have to complete; null for all. */
    public @Nullable Integer quorum() {
        return quorum;
    }

    /** The children in the order in which they were added. */
    public List<Child<?>> list() {
        return list;
    }

    /**
     * One child to spawn.
     *
     * @param task its task
     * @param input its input
     * @param options what this one child does differently
     */
    public record Child<I>(Class<? extends AnyTask<I, ?>> task, I input, EnqueueOptions options) {}
}
