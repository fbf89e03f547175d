package dev.durable.spi.testing;

import dev.durable.ExecutionId;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.StoredAttempt;
import dev.durable.spi.StoredExecution;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is stored, and the one lock around it. */
final class Memory {

    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Map<ExecutionId, StoredExecution> rows = new HashMap<>();
    private final Map<ExecutionId, List<StoredAttempt>> attempts = new HashMap<>();
    private final Map<ExecutorId, Instant> leases = new HashMap<>();
    private Set<ExecutionId> commands = new LinkedHashSet<>();
    private Wakes wakes = new Wakes();

    Memory(InstantSource time) {
        this.time = time;
    }

    Instant now() {
        return time.instant();
    }

    /** To be used with the lock held only, as everything else here that is stored. */
    Map<ExecutionId, StoredExecution> rows() {
        return rows;
    }

    /** The attempts that were followed by others, oldest first. */
    Map<ExecutionId, List<StoredAttempt>> attempts() {
        return attempts;
    }

    /** Until when each executor's lease lasts. */
    Map<ExecutorId, Instant> leases() {
        return leases;
    }

    /** What is to be cancelled, oldest first. */
    Set<ExecutionId> commands() {
        return commands;
    }

    Wakes wakes() {
        return wakes;
    }

    void replaceRequests(Set<ExecutionId> cancellations, Wakes others) {
        commands = cancellations;
        wakes = others;
    }

    /** Runs one verb that writes rows: all of it or, if anything in it is refused, nothing. */
    <T> T write(Function<Draft, T> verb) {
        return locked(() -> {
            Draft draft = new Draft(this);
            T answer = verb.apply(draft);
            // The last step, and one that cannot fail: whatever was refused before it leaves no trace.
            draft.commit();
            return answer;
        });
    }

    /**
     * Runs with nobody else reading or writing, or two callers would claim one row. A rule that calls the store from
     * within is refused: in a database it would wait for the locks of its own caller.
     */
    <T> T locked(Supplier<T> work) {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("A rule decides from what it is given and must not call the store");
        }
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
