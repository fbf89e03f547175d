package dev.durable.engine.signal;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.engine.journal.Message;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Written;
import java.util.List;
import java.util.function.Consumer;

/** What follows on this server from what has been committed: signals only, no database and no waiting. */
public final class AfterCommit {

    private final Signals signals;
    private final Waiters waiters;
    private final Counters counters;
    private final Consumer<ExecutionId> breakOff;

    /** @param breakOff breaks off the body, if it runs here, of an execution that was cancelled or has run out of time */
    public AfterCommit(Signals signals, Waiters waiters, Counters counters, Consumer<ExecutionId> breakOff) {
        this.signals = signals;
        this.waiters = waiters;
        this.counters = counters;
        this.breakOff = breakOff;
    }

    /** What was written. */
    public void of(Written written) {
        counters.countEnds(written.changed());
        written.changed().forEach(this::changed);
        // Born finished, where a key was in use: nobody ran it, but its parent waits for it.
        written.inserted().stream().filter(row -> row.status().finished()).forEach(this::finished);
        raiseIfAny(written, TaskStatus.READY, Signals.Kind.CLAIM);
        raiseIfAny(written, TaskStatus.SLEEPING, Signals.Kind.COMMAND); // a wake may be kept for it already
    }

    private void changed(StoredExecution row) {
        if (row.status().finished()) {
            finished(row);
        } else if (row.status() == TaskStatus.WAITING_FOR_COMBINE
                && row.family().unfinished() > 0) {
            signals.raise(Signals.Kind.CLOSE); // its quorum is reached, and the others are to be cancelled
        }
    }

    private void finished(StoredExecution row) {
        Message.FINISHED.log(row.id(), row.taskId(), row.status());
        waiters.finished(row.id());
        if (row.status() == TaskStatus.CANCELLED || row.status() == TaskStatus.TIMED_OUT) {
            breakOff.accept(row.id());
        }
        if (!row.isNotified()) {
            signals.raise(Signals.Kind.CLOSE);
        }
    }

    private void raiseIfAny(Written written, TaskStatus status, Signals.Kind kind) {
        if (any(written.changed(), status) || any(written.inserted(), status)) {
            signals.raise(kind);
        }
    }

    private static boolean any(List<StoredExecution> rows, TaskStatus status) {
        return rows.stream().anyMatch(row -> row.status() == status);
    }

    /** A failed attempt is followed by another one. */
    public void retried(StoredExecution attempt) {
        counters.countRetry(attempt.taskId());
    }

    /** An outcome was refused: its claim is superseded. */
    public void refused(StoredExecution attempt) {
        counters.countRefusal(attempt.taskId());
        Message.REFUSED.log(attempt.id(), attempt.claim().token());
        // It has moved on, perhaps by a commit of this server that nobody here knows of: what that has left to do, and
        // who waits for it, is looked for.
        signals.raise(Signals.Kind.CLAIM);
        signals.raise(Signals.Kind.CLOSE);
        signals.raise(Signals.Kind.AWAIT);
    }

    /** An outcome could not be written, and is to be written again. */
    public void writeLater() {
        signals.raise(Signals.Kind.WRITE_BACK);
    }
}
