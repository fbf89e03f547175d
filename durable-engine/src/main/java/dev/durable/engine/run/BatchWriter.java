package dev.durable.engine.run;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.StoreConflictException;
import dev.durable.StoreException;
import dev.durable.StoreRefusalException;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.signal.AfterCommit;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one batch of outcomes, and knows what to do with one that cannot be written: it must neither take its
 * neighbours along nor be repeated indefinitely.
 *
 * <p>What it has dealt with is accounted for; the rest is the caller's to bring again. One thread at a time.
 */
public final class BatchWriter {

    /** So often an outcome may fail while others are written before it counts as unwritable. */
    private static final int FAILURES_ALONE = 3;

    private final TaskExecutionStore store;
    private final Lifecycle lifecycle;
    private final FamilyRule family;
    private final AfterCommit afterCommit;
    private final HeldAttempts held;

    public BatchWriter(
            TaskExecutionStore store,
            Lifecycle lifecycle,
            FamilyRule family,
            AfterCommit afterCommit,
            HeldAttempts held) {
        this.store = store;
        this.lifecycle = lifecycle;
        this.family = family;
        this.afterCommit = afterCommit;
        this.held = held;
    }

    /**
     * Writes a batch.
     *
     * @param failing whether the batch before this one has failed: then each is written by itself if this one does
     * @throws StoreException if the database is out, or takes one of them neither with the others nor by itself
     */
    void write(List<Attempt> ended, boolean failing) {
        Written written;
        try {
            written = store.writeBack(ended.stream().map(this::writeBack).toList(), family);
        } catch (RuntimeException e) {
            if (ended.size() > 1 && (failing || isForGood(e))) {
                writeEach(ended, failing);
            } else if (isForGood(e)) {
                replace(ended.get(0), e);
            } else {
                throw e;
            }
            return;
        }
        settle(ended, written);
    }

    /** Whether the same would fail again: a rule threw, or the database refused the row, and was not merely out. */
    private static boolean isForGood(RuntimeException fault) {
        return !(fault instanceof StoreException) || fault instanceof StoreRefusalException;
    }

    /** One outcome that cannot be written must not take its neighbours along: each is written by itself. */
    private void writeEach(List<Attempt> ended, boolean failing) {
        Map<Attempt, StoreException> failures = new LinkedHashMap<>();
        int written = 0;
        for (Attempt one : ended) {
            try {
                write(List.of(one), failing);
                written++;
            } catch (StoreException e) {
                failures.put(one, e);
                if (failures.size() == 2) {
                    break; // more than one bad outcome looks like a database that is out: do not ask it once for each
                }
            }
        }
        if (written > 0) {
            giveUpOnLoners(failures);
        }
        if (!failures.isEmpty()) {
            throw failures.values().iterator().next();
        }
    }

    /**
     * The database took others: what it does not take again and again, it never will (too much for one transaction).
     */
    private void giveUpOnLoners(Map<Attempt, StoreException> failures) {
        for (Attempt loner : List.copyOf(failures.keySet())) {
            StoreException failure = failures.get(loner);
            // What others hold they will let go of: no finished work may be lost to somebody's lock on its parent.
            if (!(failure instanceof StoreConflictException) && loner.failedAlone() >= FAILURES_ALONE) {
                replace(loner, failure);
                failures.remove(loner);
            }
        }
    }

    /** The execution must end in a stored outcome, never in an endless repeat: if not in this one, in a failure. */
    private void replace(Attempt attempt, RuntimeException fault) {
        Message.OUTCOME_UNWRITABLE.log(fault, attempt.id(), fault);
        RunOutcome unwritable = attempt.outcome();
        attempt.endsIn(failureOf(attempt, unwritable));
        Written written;
        try {
            written = store.writeBack(List.of(writeBack(attempt)), family);
        } catch (Error fatal) {
            attempt.endsIn(unwritable); // nothing is decided: the outcome itself is tried again
            throw fatal;
        } catch (RuntimeException again) {
            if (!isForGood(again)) {
                // The database may only be out, so the failure is not decided: the outcome itself is tried again.
                attempt.endsIn(unwritable);
                throw again;
            }
            // Not even a failure can be written. The claim expires, and the rescue of overdue executions decides.
            Message.OUTCOME_UNWRITABLE.log(again, attempt.id(), again);
            held.accountFor(attempt);
            return;
        }
        settle(List.of(attempt), written);
    }

    private static RunOutcome failureOf(Attempt attempt, RunOutcome unwritable) {
        if (unwritable instanceof RunOutcome.Sleeps sleeps) {
            // What a database refuses of a row that only goes to sleep is its key, which another one has.
            return attempt.failed(NewExecution.keyInUse(attempt.execution().taskId(), sleeps.key()));
        }
        // Without the fault's own words: they may hold what the database was asked, which is not for every user who may
        // see the execution.
        return attempt.failed(TaskError.of(
                ErrorKind.INVALID_OUTPUT,
                "The outcome could not be stored; the server's log says why (" + Message.OUTCOME_UNWRITABLE.id()
                        + ")"));
    }

    private void settle(List<Attempt> ended, Written written) {
        for (Attempt attempt : ended) {
            ExecutionId id = attempt.id();
            if (written.unwritten().contains(id)) {
                continue; // others were in conflict with it, and the rest of its batch was written without it
            }
            if (written.refused().contains(id)) {
                afterCommit.refused(attempt.execution());
            } else if (attempt.outcome() instanceof RunOutcome.Failed && isDueAgain(id, written)) {
                afterCommit.retried(attempt.execution());
            }
            held.accountFor(attempt);
        }
        afterCommit.of(written);
    }

    private static boolean isDueAgain(ExecutionId id, Written written) {
        return written.changed().stream()
                .anyMatch(row -> row.status() == TaskStatus.READY && row.id().equals(id));
    }

    private WriteBack writeBack(Attempt attempt) {
        StoredExecution execution = attempt.execution();
        return new WriteBack(
                execution.id(),
                execution.claim().token(),
                execution.lineage().parentId(),
                lifecycle.writeBack(attempt.outcome()));
    }
}
