package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * A task that spawns children, which run in parallel, and combines their outcomes when they have finished.
 *
 * <p>The children are stored in the transaction that stores the result of {@link #run}: all of them or none. The
 * combine step is an execution of its own, with its own attempts; it is either {@link #combine} of this bean or the
 * task named by {@link Task#combineTask()}. Without either there is none: the output is then the {@link Finished}
 * itself, with the input, what {@code run} returned besides the children, and the children's outcomes in order, so
 * {@code O} must be {@code Finished<I, R>}. It is read from the children's rows with each query, and never copied.
 *
 * @param <I> the input type
 * @param <R> what {@code run} hands to the combine step besides the children
 * @param <O> the output type, returned by the combine step
 */
public interface ParentTask<I, R, O> extends AnyTask<I, O> {

    /**
     * Decides which children to spawn. May run more than once, as any body; its children are spawned once.
     *
     * @param context who is running
     * @param input what was enqueued
     * @return the children, with whatever the combine step needs besides them
     * @throws Exception to fail this attempt
     */
    Children<R> run(TaskContext context, I input) throws Exception;

    /**
     * Combines the outcomes. Runs when every child has finished; under {@link ChildFailurePolicy#FAIL_FAST} only if
     * all of them completed. Has the timeout and the retries of this task.
     *
     * @param context the combine step's own context: its parent is the execution that spawned the children
     * @param all the input, what {@code run} returned, and every child's outcome in the order of spawning
     * @return the output of the whole
     * @throws Exception to fail this attempt of the combine step
     */
    @Nullable
    default O combine(TaskContext context, Finished<I, R> all) throws Exception {
        throw new IllegalStateException(getClass().getName() + " is combined by the task that its @Task names");
    }
}
