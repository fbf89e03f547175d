package dev.durable;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the combine step of a parent works on. The outcomes are read from the children's own rows when the step runs.
 *
 * @param <I> the parent's input type
 * @param <R> the type of what the parent's {@code run} returned
 * @param input the parent's input
 * @param output what the parent's {@code run} returned beside its children
 * @param outcomes one for each child, in the order of spawning
 */
public record Finished<I, R>(I input, @Nullable R output, List<ChildOutcome> outcomes) {

    public Finished {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * The outputs of the completed children of one task, in order. Children of that task which did not complete are
     * left out; {@link #failures()} has them.
     */
    public <O> List<O> outputs(Class<? extends AnyTask<?, O>> task) {
        return outcomes(task)
                .filter(ChildOutcome::completed)
                .map(outcome -> outcome.output(task))
                .toList();
    }

    /** The outcomes of the children of one task, in order. */
    public Stream<ChildOutcome> outcomes(Class<? extends AnyTask<?, ?>> task) {
        return outcomes.stream().filter(outcome -> outcome.task().equals(task));
    }

    /** The children that did not complete, in order. */
    public List<ChildOutcome> failures() {
        return outcomes.stream().filter(outcome -> !outcome.completed()).toList();
    }
}
