package dev.durable.spi;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An execution to insert, READY.
 *
 * @param id its id
 * @param taskId its task
 * @param lineage its place in its tree
 * @param delay how long after the insert it falls due, by the database's clock
 * @param options what it does differently from its task, resolved when it is claimed
 * @param input its encoded input; null for a combining step, which reads its parent and siblings
 */
public record NewExecution(
        ExecutionId id,
        String taskId,
        Lineage lineage,
        Duration delay,
        EnqueueOptions options,
        @Nullable String input) {}
