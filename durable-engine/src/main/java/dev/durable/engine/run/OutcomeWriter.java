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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Writes outcomes back in batches. A lone outcome is written at once by the thread that brings it; what gathers while
 * a batch is being written goes with the next one. Nobody waits for a batch to fill.
 *
 * <p>What cannot be written because the database is out stays here and is tried again: an outcome is never dropped
 * while this server lives. Room for new claims is returned only when an outcome is written, so what gathers is
 * bounded.
 */
public final class OutcomeWriter {

    /** So often an outcome may fail while others are written before it counts as unwritable. */
    private static final int FAILURES_ALONE = 3;

    private record Pending(Attempt attempt, RunOutcome outcome, AtomicInteger failuresAlone) {

        Pending(Attempt attempt, RunOutcome outcome) {
            this(attempt, outcome, new AtomicInteger());
        }
    }

    private final TaskExecutionStore store;
    private final Lifecycle lifecycle;
    private final FamilyRule family;
    private final AfterCommit effects;
    private final HeldAttempts held;
    private final int batch;

    private final ConcurrentLinkedDeque<Pending> queue = new ConcurrentLinkedDeque<>();
    /** One thread writes at a time, so that outcomes gather for it instead of competing for rows. */
    private final AtomicBoolean writing = new AtomicBoolean();

    private volatile boolean failing;

    public OutcomeWriter(
            TaskExecutionStore store,
            Lifecycle lifecycle,
            FamilyRule family,
            AfterCommit effects,
            HeldAttempts held,
            int batch) {
        this.store = store;
        this.lifecycle = lifecycle;
        this.family = family;
        this.effects = effects;
        this.held = held;
        this.batch = batch;
    }

    /** Takes the outcomes of attempts that the caller has settled. */
    void write(List<Attempt> settled, Function<Attempt, RunOutcome> outcome) {
        for (Attempt attempt : settled) {
            take(attempt, outcome.apply(attempt));
        }
        if (failing) {
            return; // the background process tries, with growing pauses; bodies must not hammer a database that is out
        }
        tryFlush();
    }

    private void take(Attempt attempt, RunOutcome outcome) {
        if (outcome instanceof RunOutcome.Stored stored) {
            held.accountFor(attempt);
            effects.of(stored.written());
        } else {
            queue.add(new Pending(attempt, outcome));
        }
    }

    /**
     * Writes what has gathered.
     *
     * @throws StoreException if the database is out; what was not written stays
     */
    public void flush() {
        // After giving up the right to write, look again: an outcome may have come in between the last look and that.
        while (!queue.isEmpty() && writing.compareAndSet(false, true)) {
            try {
                for (List<Pending> next = next(); !next.isEmpty(); next = next()) {
                    writeOrPutBack(next);
                }
            } finally {
                writing.set(false);
            }
        }
    }

    /** Writes what has gathered, if the database is back. */
    public void tryFlush() {
        try {
            flush();
        } catch (StoreException e) {
            effects.writeLater();
        } catch (Error e) {
            effects.writeLater();
            throw e;
        }
    }

    /** How many outcomes wait to be written. */
    public int waiting() {
        return queue.size();
    }

    /** One outcome for each execution at most, as the store demands. */
    private List<Pending> next() {
        Map<ExecutionId, Pending> next = new HashMap<>();
        while (next.size() < batch) {
            Pending pending = queue.poll();
            if (pending == null) {
                break;
            }
            if (next.putIfAbsent(pending.attempt().execution().id(), pending) != null) {
                queue.addFirst(pending);
                break;
            }
        }
        return new ArrayList<>(next.values());
    }

    private void writeOrPutBack(List<Pending> pending) {
        try {
            writeAll(pending);
            failing = false;
        } catch (StoreException | Error e) {
            failing = true;
            // What was written before the failure stays written.
            pending.stream().filter(one -> !one.attempt().accountedFor()).forEach(queue::add);
            throw e;
        }
    }

    private void writeAll(List<Pending> pending) {
        Written written;
        try {
            written = store.writeBack(pending.stream().map(this::writeBack).toList(), family);
        } catch (RuntimeException e) {
            if (pending.size() > 1 && (failing || isForGood(e))) {
                writeEach(pending);
            } else if (isForGood(e)) {
                replace(pending.get(0), e);
            } else {
                throw e;
            }
            return;
        }
        settle(pending, written);
    }

    /** Whether the same would fail again: a rule threw, or the database refused the row, and was not merely out. */
    private static boolean isForGood(RuntimeException fault) {
        return !(fault instanceof StoreException) || fault instanceof StoreRefusalException;
    }

    /** One outcome that cannot be written must not take its neighbours along: each is written by itself. */
    private void writeEach(List<Pending> pending) {
        Map<Pending, StoreException> failures = new LinkedHashMap<>();
        int written = 0;
        for (Pending one : pending) {
            try {
                writeAll(List.of(one));
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
    private void giveUpOnLoners(Map<Pending, StoreException> failures) {
        for (Pending loner : List.copyOf(failures.keySet())) {
            StoreException failure = failures.get(loner);
            // What others hold they will let go of: no finished work may be lost to somebody's lock on its parent.
            if (!(failure instanceof StoreConflictException)
                    && loner.failuresAlone().incrementAndGet() >= FAILURES_ALONE) {
                replace(loner, failure);
                failures.remove(loner);
            }
        }
    }

    /** The execution must end in a stored outcome, never in an endless repeat: if not in this one, in a failure. */
    private void replace(Pending unwritable, RuntimeException fault) {
        Attempt attempt = unwritable.attempt();
        Message.OUTCOME_UNWRITABLE.log(fault, attempt.id(), fault);
        List<Pending> instead = List.of(new Pending(attempt, failureOf(unwritable)));
        Written written;
        try {
            written = store.writeBack(List.of(writeBack(instead.get(0))), family);
        } catch (RuntimeException again) {
            if (!isForGood(again)) {
                throw again;
            }
            // Not even a failure can be written. The claim expires, and the rescue of overdue executions decides.
            Message.OUTCOME_UNWRITABLE.log(again, attempt.id(), again);
            held.accountFor(attempt);
            return;
        }
        settle(instead, written);
    }

    private static RunOutcome failureOf(Pending unwritable) {
        Attempt attempt = unwritable.attempt();
        if (unwritable.outcome() instanceof RunOutcome.Sleeps sleeps) {
            // What a database refuses of a row that only goes to sleep is its key, which another one has.
            return attempt.failed(NewExecution.keyInUse(attempt.execution().taskId(), sleeps.key()));
        }
        // Without the fault's own words: they may hold what the database was asked, and whoever may see the execution
        // may not see that.
        return attempt.failed(TaskError.of(
                ErrorKind.INVALID_OUTPUT,
                "The outcome could not be stored; the server's log says why (" + Message.OUTCOME_UNWRITABLE.id()
                        + ")"));
    }

    private void settle(List<Pending> pending, Written written) {
        for (Pending one : pending) {
            StoredExecution attempt = one.attempt().execution();
            ExecutionId id = attempt.id();
            if (written.unwritten().contains(id)) {
                queue.add(one); // others stood in its way, and the rest of its batch was written without it
                continue;
            }
            if (written.refused().contains(id)) {
                effects.refused(attempt);
            } else if (one.outcome() instanceof RunOutcome.Failed && isDueAgain(id, written)) {
                effects.retried(attempt);
            }
            held.accountFor(one.attempt());
        }
        effects.of(written);
    }

    private static boolean isDueAgain(ExecutionId id, Written written) {
        return written.changed().stream()
                .anyMatch(row -> row.status() == TaskStatus.READY && row.id().equals(id));
    }

    private WriteBack writeBack(Pending pending) {
        var execution = pending.attempt().execution();
        return new WriteBack(
                execution.id(),
                execution.claim().token(),
                execution.lineage().parentId(),
                lifecycle.writeBack(pending.outcome()));
    }
}
