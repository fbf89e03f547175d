package dev.durable.engine.run;

import dev.durable.ExecutionId;
import dev.durable.StoreException;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.signal.AfterCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private final BatchWriter writer;
    private final AfterCommit afterCommit;
    private final HeldAttempts held;
    private final int batch;

    private final ConcurrentLinkedDeque<Attempt> queue = new ConcurrentLinkedDeque<>();
    /** One thread writes at a time, so that outcomes gather for it instead of competing for rows. */
    private final AtomicBoolean writing = new AtomicBoolean();

    private volatile boolean failing;

    /** @param batch how many outcomes are written at a time */
    public OutcomeWriter(BatchWriter writer, AfterCommit afterCommit, HeldAttempts held, int batch) {
        this.writer = writer;
        this.afterCommit = afterCommit;
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
            afterCommit.of(stored.written());
        } else {
            attempt.endsIn(outcome);
            queue.add(attempt);
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
                for (List<Attempt> next = next(); !next.isEmpty(); next = next()) {
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
            afterCommit.writeLater();
        } catch (RuntimeException | Error e) {
            afterCommit.writeLater();
            throw e;
        }
    }

    /** How many outcomes wait to be written. */
    public int waiting() {
        return queue.size();
    }

    /** One outcome for each execution at most, as the store demands. */
    private List<Attempt> next() {
        Map<ExecutionId, Attempt> next = new HashMap<>();
        while (next.size() < batch) {
            Attempt attempt = queue.poll();
            if (attempt == null) {
                break;
            }
            if (next.putIfAbsent(attempt.id(), attempt) != null) {
                queue.addFirst(attempt);
                break;
            }
        }
        return new ArrayList<>(next.values());
    }

    private void writeOrPutBack(List<Attempt> ended) {
        try {
            writer.write(ended, failing);
            failing = false;
        } catch (RuntimeException | Error e) {
            failing = true;
            throw e;
        } finally {
            // What was written stays written, also before a failure. The rest comes back once: others were in conflict
            // with it,
            // or the database is out.
            ended.stream().filter(attempt -> !attempt.accountedFor()).forEach(queue::add);
        }
    }
}
