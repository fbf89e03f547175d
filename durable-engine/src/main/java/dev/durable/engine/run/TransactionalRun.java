package dev.durable.engine.run;

import dev.durable.DurableException;
import dev.durable.ErrorKind;
import dev.durable.StoreException;
import dev.durable.TaskError;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.task.TaskBean;
import dev.durable.spi.Change;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a transactional body and writes its completion in the transaction of the body: what it did in the database and
 * that it is done are committed together, or neither is.
 */
public final class TransactionalRun {

    /** What a commit may take on top of the body: the transaction must not run out before the body's own timeout. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final TaskExecutionStore store;
    private final Lifecycle lifecycle;

    public TransactionalRun(TaskExecutionStore store, Lifecycle lifecycle) {
        this.store = store;
        this.lifecycle = lifecycle;
    }

    /** Somebody else has decided the attempt, or its execution: nothing of it may be committed. */
    private static final class Superseded extends Exception {

        private static final long serialVersionUID = 1L;
    }

    /**
     * Runs it.
     *
     * @return {@link RunOutcome.Stored} if the transaction was committed
     * @throws Exception what the body threw; nothing it did in the transaction stays
     */
    RunOutcome run(Attempt attempt, TaskBean.Use<RunOutcome> body) throws Exception {
        AtomicReference<Written> written = new AtomicReference<>(Written.NOTHING);
        try {
            attempt.task()
                    .bean()
                    .inTransaction(
                            attempt.options().timeout().plus(MARGIN),
                            body,
                            outcome -> written.set(write(attempt, outcome)));
            return new RunOutcome.Stored(written.get());
        } catch (Superseded moved) {
            // Fenced off. If it is this attempt's to write anything, that is refused as well, and counted there.
            return attempt.failed(TaskError.of(ErrorKind.EXCEPTION, "The execution has moved on without this attempt"));
        }
    }

    /**
     * Decided before it is written: from here on no timeout and no cancel interrupts this thread, which has only
     * to commit. They come too late, unless the row has moved on in the database, which the write finds out.
     */
    private Written write(Attempt attempt, RunOutcome outcome) throws Superseded, TaskBean.TransactionFailed {
        if (!attempt.settleForCommit()) {
            throw new Superseded();
        }
        Thread.interrupted(); // what the body has left set would break off the commit of a driver that heeds it
        StoredExecution row = attempt.execution();
        Change change = lifecycle
                .writeBack(outcome)
                .decide(row)
                .orElseThrow(() -> new DurableException("An outcome of " + row.id() + " that changes nothing"));
        // A parent is notified later, by close: its row would be held until this transaction ends, and others wait for
        // it.
        boolean notified = change.notified() && row.lineage().parentId() == null;
        Written written = written(row, change.notified(notified));
        if (!written.refused().isEmpty()) {
            throw new Superseded();
        }
        return written;
    }

    private Written written(StoredExecution row, Change change) throws TaskBean.TransactionFailed {
        try {
            return store.writeBackInTransaction(row, change);
        } catch (StoreException e) {
            // Said here, so that it is not taken for what the body itself has thrown.
            throw new TaskBean.TransactionFailed(
                    "The outcome could not be written in the transaction of the body: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new TaskBean.TransactionFailed(
                    "The transaction had ended before the outcome could be written in it", e);
        }
    }
}
