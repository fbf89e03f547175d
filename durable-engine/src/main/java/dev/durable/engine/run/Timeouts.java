package dev.durable.engine.run;

import dev.durable.ErrorKind;
import dev.durable.TaskError;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.signal.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * When the bodies that run here have to end. One background process waits for the earliest timeout, so a body costs
 * no timer of its own.
 */
public final class Timeouts {

    /**
     * How long to pause while there is no timeout, or only a far one. Not longer: WildFly keeps the class loader of an
     * undeployed application until what was planned, and taken back, would have been due.
     */
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private record Key(long nanos, long sequence) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            long byTime = nanos - other.nanos; // nanoTime may overflow: compare by difference
            return byTime != 0 ? Long.signum(byTime) : Long.compare(sequence, other.sequence);
        }
    }

    private final LongSupplier nanoTime;
    private final Signals signals;
    private final HeldAttempts held;
    private final OutcomeWriter writer;
    private final TreeMap<Key, Attempt> ordered = new TreeMap<>();
    private final Map<Attempt, Key> keys = new HashMap<>();
    private long sequence;

    public Timeouts(LongSupplier nanoTime, Signals signals, HeldAttempts held, OutcomeWriter writer) {
        this.nanoTime = nanoTime;
        this.signals = signals;
        this.held = held;
        this.writer = writer;
    }

    /** Begins to watch an attempt, or goes on with another timeout, from now. */
    void watch(Attempt attempt, Duration timeout) {
        boolean earliest;
        synchronized (ordered) {
            Key key = new Key(nanoTime.getAsLong() + timeout.toNanos(), sequence++);
            earliest = ordered.isEmpty() || key.compareTo(ordered.firstKey()) < 0;
            ordered.put(key, attempt);
            Key before = keys.put(attempt, key);
            if (before != null) {
                ordered.remove(before);
            }
        }
        if (earliest) {
            signals.raise(Signals.Kind.TIMEOUT);
        }
    }

    void forget(Attempt attempt) {
        synchronized (ordered) {
            Key key = keys.remove(attempt);
            if (key != null) {
                ordered.remove(key);
            }
        }
    }

    /**
     * Times out what is over.
     *
     * @return how long until the next timeout, at most {@link #LONGEST_PAUSE}
     */
    public Duration turn() {
        List<Attempt> over = new ArrayList<>();
        Duration next;
        synchronized (ordered) {
            long now = nanoTime.getAsLong();
            while (!ordered.isEmpty() && ordered.firstKey().nanos() - now <= 0) {
                Attempt attempt = ordered.pollFirstEntry().getValue();
                keys.remove(attempt);
                over.add(attempt);
            }
            next = ordered.isEmpty()
                    ? LONGEST_PAUSE
                    : Duration.ofNanos(ordered.firstKey().nanos() - now);
        }
        if (!over.isEmpty()) {
            writer.write(held.settle(over, "its time is over"), Timeouts::timedOut);
        }
        // A loop that pauses for as long as a body may take would look stuck.
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    static RunOutcome timedOut(Attempt attempt) {
        return attempt.failed(
                TaskError.of(ErrorKind.TIMED_OUT, "The attempt took longer than its timeout of " + attempt.timeout()));
    }
}
