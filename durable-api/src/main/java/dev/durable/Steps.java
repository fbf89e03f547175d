package dev.durable;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a {@link SequenceTask}.
 *
 * <pre>{@code
 * return Steps.first(Review.class).then(Typeset.class).then(Publish.class);
 * }</pre>
 *
 * <p>Immutable: each method returns a new list.
 *
 * @param <I> the input type of the first step
 * @param <O> the output type of the last step
 */
public final class Steps<I, O> {

    private final List<Class<? extends AnyTask<?, ?>>> list;

    private Steps(List<Class<? extends AnyTask<?, ?>>> list) {
        this.list = list;
    }

    /** Begins with this task. */
    public static <I, O> Steps<I, O> first(Class<? extends AnyTask<I, O>> task) {
        return new Steps<>(List.of(task));
    }

    /** Goes on with this task, which takes what the one before it returns. */
    public <P> Steps<I, P> then(Class<? extends AnyTask<O, P>> task) {
        List<Class<? extends AnyTask<?, ?>>> all = new ArrayList<>(list);
        all.add(task);
        return new Steps<>(List.copyOf(all));
    }

    /** The tasks in their order. */
    public List<Class<? extends AnyTask<?, ?>>> list() {
        return list;
    }
}
