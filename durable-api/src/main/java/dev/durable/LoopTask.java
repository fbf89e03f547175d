package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * A task that runs again and again until it says that it is done, or until a limit is reached: for polling, for work in
 * portions, for whatever ends by a condition.
 *
 * <p>All iterations are one execution, one row: what an iteration hands to the next one is stored in place of what it
 * was handed itself, so that ten thousand iterations take no more room than one. Each iteration has its own attempts
 * and its own timeout; after a crash the iteration that was running is repeated, none before it.
 *
 * @param <I> the input type
 * @param <S> what an iteration hands to the next one
 * @param <O> the output type
 */
public interface LoopTask<I, S, O> extends AnyTask<I, O> {

    /**
     * Does one iteration. {@link TaskContext#iteration()} says which.
     *
     * @param context who is running
     * @param input what was enqueued: the same for each iteration
     * @param state what the iteration before handed on; null in the first one
     * @return whether it is done, and with what, or what the next iteration is handed and when
     * @throws Exception to fail this attempt of the iteration; the last failed attempt ends the loop
     */
    Iteration<S, O> run(TaskContext context, I input, @Nullable S state) throws Exception;

    /**
     * Says what becomes of a loop whose last allowed iteration, {@link Task#maxIterations()}, was not done either. Part
     * of the attempt of that iteration. Unless a task overrides it the execution fails with
     * {@link ErrorKind#LIMIT_EXCEEDED}.
     *
     * @param context who is running
     * @param input what was enqueued
     * @param state what the last iteration would have handed on
     * @return the output of the loop
     * @throws Exception to fail this attempt of the last iteration
     */
    @Nullable
    default O limitReached(TaskContext context, I input, @Nullable S state) throws Exception {
        throw new LimitExceededException(
                "The loop was not done after " + context.iteration() + " iterations, which is its maxIterations");
    }
}
