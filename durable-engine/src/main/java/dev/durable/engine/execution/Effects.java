package dev.durable.engine.execution;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.engine.journal.Message;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Written;
import java.util.List;
import java.util.function.Consumer;

/** What follows on this server from what has been committed: signals only, no database and no waiting. */
public final class Effects {

    private final Signals signals;
    private final Waiters waiters;
    private final Counters counters;
    private volatile Consumer<ExecutionId> onCancelled = id -> {};

    public Effects(Signals signals, Waiters waiters, Counters counters) {
        this.signals = signals;
        this.waiters = waiters;
        this.counters = counters;
    }

    /** Names who breaks off the body of an execution that was cancelled. */
    public void onCancelled(Consumer<ExecutionId> listener) {
        onCancelled = listener;
    }

    /** What was written. */
    public void of(Written written) {
        for (StoredExecution row : written.changed()) {
            if (row.status().finished()) {
                finished(row);
            }
        }
        if (anyReady(written.changed()) || anyReady(written.inserted())) {
            signals.raise(Signals.Kind.CLAIM);
        }
    }

    private void finished(StoredExecution row) {
        Message.FINISHED.log(row.id(), row.taskId(), row.status());
        waiters.finished(row.id());
        if (row.status() == TaskStatus.CANCELLED) {
            onCancelled.accept(row.id());
        }
        if (!row.closed()) {
            signals.raise(Signals.Kind.CLOSE);
        }
    }

    private static boolean anyReady(List<StoredExecution> rows) {
        return rows.stream().anyMatch(row -> row.status() == TaskStatus.READY);
    }

    void refused(ExecutionId id, long token) {
        counters.countRefusal();
        Message.REFUSED.log(id, token);
    }

    void writeLater() {
        signals.raise(Signals.Kind.WRITE_BACK);
    }
}
