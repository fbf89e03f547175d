package dev.durable;

import java.time.Duration;
import java.util.List;

/**
 * A handle on one execution. Holds no connection and no transaction; may be kept, and shared between threads.
 *
 * @param <O> the output type of the task
 */
public interface TaskHandle<O> {

    /** The execution. */
    ExecutionId executionId();

    /** The id of its task. */
    String taskId();

    /**
     * The execution as it stands now.
     *
     * @throws ExecutionNotFoundException if it is not there: its transaction was rolled back or is still open, or it
     *     was deleted since
     */
    TaskExecution<O> execution();

    /**
     * Waits until the execution has finished, without holding a database connection.
     *
     * @param limit how long to wait at most, more than zero
     * @return the finished execution, whatever its outcome
     * @throws WaitTimeoutException if it has not finished within the limit; it goes on all the same
     * @throws IllegalStateException if called inside a transaction, which could hide the execution's end indefinitely, or
     *     inside a task's body, which would hold a slot that the awaited execution may need
     * @throws InterruptedException if the thread is interrupted
     */
    TaskExecution<O> await(Duration limit) throws InterruptedException;

    /** The attempts so far, the oldest first: {@link DurableExecutor#attempts}. */
    List<TaskAttempt> attempts();

    /** Cancels the execution: {@link DurableExecutor#cancel}. */
    CancelAnswer cancel();
}
