package dev.durable.engine.execution;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.StoreException;
import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.ErrorText;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Writes outcomes back in batches. A lone outcome is written at once by the thread that brings it; what gathers while
 * a batch is being written goes with the next one. Nobody waits for a batch to fill.
 *
 * <p>What cannot be written because the database is out stays here and is tried again: an outcome is never dropped
 * while this server lives. Room for new claims is given back only when an outcome is written, so what gathers is
 * bounded.
 */
public final class OutcomeWriter {

    private record Pending(Attempt attempt, RunOutcome outcome) {}

    private final TaskExecutionStore store;
    private final Lifecycle lifecycle;
    private final FamilyRule family;
    private final Effects effects;
    private final int batch;

    private final ConcurrentLinkedDeque<Pending> queue = new ConcurrentLinkedDeque<>();
    /** One thread writes at a time, so that outcomes gather for it instead of competing for rows. */
    private final AtomicBoolean writing = new AtomicBoolean();

    private volatile boolean failing;
    private volatile Consumer<Attempt> onWritten = attempt -> {};

    public OutcomeWriter(TaskExecutionStore store, Lifecycle lifecycle, FamilyRule family, Effects effects, int batch) {
        this.store = store;
        this.lifecycle = lifecycle;
        this.family = family;
        this.effects = effects;
        this.batch = batch;
    }

    void onWritten(Consumer<Attempt> listener) {
        onWritten = listener;
    }

    /** Takes an outcome whose attempt the caller has settled. */
    void write(Attempt attempt, RunOutcome outcome) {
        queue.add(new Pending(attempt, outcome));
        if (failing) {
            return; // the background process tries, with growing pauses; bodies must not hammer a database that is out
        }
        tryFlush();
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
            pending.forEach(queue::addFirst);
            throw e;
        }
    }

    private void writeAll(List<Pending> pending) {
        Written written;
        try {
            written = store.finish(pending.stream().map(this::writeBack).toList(), family);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            isolate(pending, e);
            return;
        }
        settle(pending, written);
    }

    /** One outcome that cannot be written must not take its neighbours along: each is written by itself. */
    private void isolate(List<Pending> pending, RuntimeException fault) {
        if (pending.size() > 1) {
            pending.forEach(one -> writeAll(List.of(one)));
            return;
        }
        Pending one = pending.get(0);
        ExecutionId id = one.attempt().execution().id();
        Message.OUTCOME_UNWRITABLE.log(fault, id, fault);
        RunOutcome failure = new RunOutcome.Failed(
                ErrorText.of(ErrorKind.INVALID_OUTPUT, "The outcome could not be stored: " + fault.getMessage(), fault),
                one.attempt().options());
        try {
            settle(pending, store.finish(List.of(writeBack(new Pending(one.attempt(), failure))), family));
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException again) {
            // Not even a failure can be written. The claim expires, and the rescue of overdue executions decides.
            Message.OUTCOME_UNWRITABLE.log(again, id, again);
            onWritten.accept(one.attempt());
        }
    }

    private void settle(List<Pending> pending, Written written) {
        for (Pending one : pending) {
            ExecutionId id = one.attempt().execution().id();
            if (written.refused().contains(id)) {
                effects.refused(id, one.attempt().execution().claim().token());
            }
            onWritten.accept(one.attempt());
        }
        effects.of(written);
    }

    private WriteBack writeBack(Pending pending) {
        var execution = pending.attempt().execution();
        return new WriteBack(
                execution.id(),
                execution.claim().token(),
                execution.lineage().parentId(),
                lifecycle.finish(pending.outcome()));
    }
}
