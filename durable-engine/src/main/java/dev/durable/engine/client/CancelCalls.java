package dev.durable.engine.client;

import dev.durable.CancelAnswer;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.signal.AfterCommit;
import dev.durable.engine.signal.Signals;
import dev.durable.engine.task.CallerTransaction;
import dev.durable.spi.Command;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.TaskExecutionViews.Standing;
import dev.durable.spi.Written;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Cancels on behalf of a caller: at once, or as a command that is part of the caller's transaction. */
public final class CancelCalls {

    private final TaskExecutionStore store;
    private final CallerTransaction transaction;
    private final Lifecycle lifecycle;
    private final Signals signals;
    private final AfterCommit afterCommit;

    public CancelCalls(
            TaskExecutionStore store,
            CallerTransaction transaction,
            Lifecycle lifecycle,
            Signals signals,
            AfterCommit afterCommit) {
        this.store = store;
        this.transaction = transaction;
        this.lifecycle = lifecycle;
        this.signals = signals;
        this.afterCommit = afterCommit;
    }

    CancelAnswer cancel(ExecutionId id) {
        return transaction.active() ? command(id) : cancelNow(id);
    }

    /**
     * Inside a transaction only a row is inserted: taking the execution's lock here would keep it until the caller
     * commits, and hold up the engine for as long.
     */
    private CancelAnswer command(ExecutionId id) {
        Standing standing = store.views().standings(List.of(id)).get(id);
        if (standing == null) {
            throw Handles.notFound(id);
        }
        TaskStatus status = standing.status();
        if (status.finished()) {
            return new CancelAnswer.AlreadyFinished(status);
        }
        store.submit(List.of(new Command.Cancel(id)));
        transaction.afterCommit(() -> signals.raise(Signals.Kind.COMMAND));
        return new CancelAnswer.Pending();
    }

    private CancelAnswer cancelNow(ExecutionId id) {
        AtomicBoolean unfinished = new AtomicBoolean();
        Written written = store.update(id, row -> {
            unfinished.set(!row.status().finished());
            return lifecycle.cancel(Lifecycle.BY_CALLER).decide(row);
        });
        StoredExecution row = written.changed().stream().findFirst().orElseThrow(() -> Handles.notFound(id));
        if (!unfinished.get()) {
            return new CancelAnswer.AlreadyFinished(row.status());
        }
        afterCommit.of(written);
        return new CancelAnswer.Cancelled();
    }
}
