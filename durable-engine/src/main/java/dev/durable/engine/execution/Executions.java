package dev.durable.engine.execution;

import dev.durable.TaskExecution;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredExecution;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows stored rows to callers. */
final class Executions {

    private final Payloads payloads;

    Executions(Payloads payloads) {
        this.payloads = payloads;
    }

    @SuppressWarnings("unchecked") // decoded as the output type of the task that the caller named
    <O> TaskExecution<O> show(StoredExecution row, Type output) {
        boolean completed = row.status() == TaskStatus.COMPLETED;
        return view(row, completed ? (O) payloads.decode(output, row.payloads().output()) : null);
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
                new TaskExecution.Progress(family.children() - family.unfinished(), family.children()),
                new TaskExecution.Times(
                        times.created(),
                        times.due(),
                        Optional.ofNullable(times.started()),
                        Optional.ofNullable(times.finished())));
    }
}
