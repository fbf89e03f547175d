package dev.durable.spi;

import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredExecution.Claim;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.StoredExecution.Notified;
import dev.durable.spi.StoredExecution.Payloads;
import dev.durable.spi.StoredExecution.Times;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An execution to insert: SLEEPING if it has a wake key, else READY.
 *
 * @param id its id
 * @param taskId its task
 * @param lineage its place in its tree
 * @param delay how long after the insert it is due, by the database's clock
 * @param options what it does differently from its task, resolved when it is claimed
 * @param input its encoded input; null where it is read from relatives: for a combine step, and for a step of a
 *     sequence after the first
 * @param deadline how long after the insert it ends at the latest; null for no limit
 * @param wakeKey the key under which it sleeps, which is unique among the sleeping executions of its task; null if it
 *     does not sleep
 */
public record NewExecution(
        ExecutionId id,
        String taskId,
        Lineage lineage,
        Duration delay,
        EnqueueOptions options,
        @Nullable String input,
        @Nullable Duration deadline,
        @Nullable String wakeKey) {

    /** Without deadline and key. */
    public NewExecution(
            ExecutionId id,
            String taskId,
            Lineage lineage,
            Duration delay,
            EnqueueOptions options,
            @Nullable String input) {
        this(id, taskId, lineage, delay, options, input, null, null);
    }

    /** The same, which ends so long after the insert at the latest. */
    public NewExecution withDeadline(@Nullable Duration longest) {
        return new NewExecution(id, taskId, lineage, delay, options, input, longest, wakeKey);
    }

    /** The same, which sleeps under this key, so long at most. */
    public NewExecution sleeping(String key, Duration longest) {
        return new NewExecution(id, taskId, lineage, delay, options, input, longest, key);
    }

    /** The row as it is inserted at that moment. */
    public StoredExecution inserted(Instant now) {
        return new StoredExecution(
                id,
                taskId,
                lineage,
                wakeKey == null ? TaskStatus.READY : TaskStatus.SLEEPING,
                Notified.NOT_YET,
                new Claim(0, 1, 1, 0, null, null),
                Family.NONE,
                options,
                new Payloads(input, null, null),
                null,
                new Times(now, now.plus(delay), null, null, null, deadline == null ? null : now.plus(deadline)),
                wakeKey);
    }

    /** The row as it is inserted where another sleeping execution of its task has its key: it has failed. */
    public StoredExecution insertedWithKeyInUse(Instant now) {
        TaskError error = keyInUse(taskId, String.valueOf(wakeKey));
        return inserted(now).after(Change.to(TaskStatus.FAILED).because(error), now);
    }

    /** The error of an execution that could not sleep, since another one of its task sleeps under the key. */
    public static TaskError keyInUse(String taskId, String key) {
        return TaskError.of(
                ErrorKind.KEY_IN_USE, "Another execution of task " + taskId + " sleeps under the key \"" + key + "\"");
    }
}
