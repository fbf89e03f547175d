package dev.durable.spi;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An execution to insert: SLEEPING if it has a wake key, else READY.
 *
 * @param id its id
 * @param taskId its task
 * @param lineage its place in its tree
 * @param delay how long after the insert it falls due, by the database's clock
 * @param options what it does differently from its task, resolved when it is claimed
 * @param input its encoded input; null where it is read from relatives: for a combining step, and for a step of a
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
}
