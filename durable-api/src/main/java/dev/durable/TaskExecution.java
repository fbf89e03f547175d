package dev.durable;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An execution as it stood when it was read. Times are the database's.
 *
 * @param <O> the output type of the task
 * @param id the execution
 * @param taskId its task
 * @param rootId the top of its tree; its own id if it has no parent
 * @param parentId what spawned it
 * @param status where it stands
 * @param attempt the number of the current or last attempt, from 1
 * @param value what it returned; null unless it completed. Read it through {@link #output()}
 * @param error why it did not complete, or why the last attempt failed while further ones follow
 * @param progress how many of its children have finished
 * @param times when what happened
 * @param details what only some executions have
 */
public record TaskExecution<O>(
        ExecutionId id,
        String taskId,
        ExecutionId rootId,
        Optional<ExecutionId> parentId,
        TaskStatus status,
        int attempt,
        @Nullable O value,
        Optional<TaskError> error,
        Progress progress,
        Times times,
        Details details) {

    /** What it returned: empty unless it completed with a value. */
    public Optional<O> output() {
        return Optional.ofNullable(value);
    }

    /**
     * How far an execution's children have come.
     *
     * @param finished how many have finished, in whatever way
     * @param total how many there are, for a sequence those to come included; 0 until the body of a parent has returned
     */
    public record Progress(int finished, int total) {}

    /**
     * When what happened.
     *
     * @param created when it was enqueued
     * @param due when it may be started, or was due last
     * @param started when the current or last attempt was claimed
     * @param finished when it reached its final status
     */
    public record Times(Instant created, Instant due, Optional<Instant> started, Optional<Instant> finished) {}

    /**
     * What only some executions have.
     *
     * @param iteration the number of the current or last iteration of a {@link LoopTask}, from 1; 1 elsewhere
     * @param executor the name of the executor that runs it or ran it last
     * @param key the key under which a {@link SleepingTask} is woken up
     * @param retryOf the execution that this one repeats
     * @param deadline when it ends at the latest
     */
    public record Details(
            int iteration,
            Optional<String> executor,
            Optional<String> key,
            Optional<ExecutionId> retryOf,
            Optional<Instant> deadline) {}
}
