package dev.durable.engine.client;

import dev.durable.StoreException;
import dev.durable.TaskExecution;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.RelativePayloads;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.StoredExecution;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows stored rows to callers. */
final class Executions {

    private final RelativePayloads relatives;

    Executions(RelativePayloads relatives) {
        this.relatives = relatives;
    }

    @SuppressWarnings("unchecked") // decoded as the output type of the task that the caller named
    <O> TaskExecution<O> show(StoredExecution row, RegisteredTask task) {
        try {
            return view(row, (O) relatives.output(row, task));
        } catch (RelativePayloads.Unreadable e) {
            throw new StoreException(
                    "The output of execution " + row.id() + " cannot be read here: " + e.getMessage(), e);
        }
    }

    TaskExecution<Void> showWithoutOutput(StoredExecution row) {
        return view(row, null);
    }

    private static <O> TaskExecution<O> view(StoredExecution row, @Nullable O output) {
        StoredExecution.Family family = row.family();
        StoredExecution.Times times = row.times();
        return new TaskExecution<>(
                row.id(),
                row.taskId(),
                row.lineage().rootId(),
                Optional.ofNullable(row.lineage().parentId()),
                row.status(),
                row.claim().attempt(),
                output,
                Optional.ofNullable(row.error()),
                progress(family),
                new TaskExecution.Times(
                        times.created(),
                        times.due(),
                        Optional.ofNullable(times.started()),
                        Optional.ofNullable(times.finished())),
                new TaskExecution.Details(
                        row.claim().iteration(),
                        Optional.ofNullable(row.claim().executor()),
                        Optional.ofNullable(row.wakeKey()),
                        Optional.ofNullable(row.lineage().retryOf()),
                        Optional.ofNullable(times.deadline())));
    }

    private static TaskExecution.Progress progress(StoredExecution.Family family) {
        ParentPolicy policy = family.policy();
        boolean sequence = policy != null && policy.isSequence();
        return new TaskExecution.Progress(
                family.children() - family.unfinished(),
                sequence ? policy.steps().size() : family.children());
    }
}
