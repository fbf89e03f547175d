package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Wake;
import dev.durable.spi.WakeRule;
import dev.durable.spi.Woken;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Wakes up one execution at once. Its row is waited for: the first of a wake, its deadline and a cancel to end it
 * holds it, and the others then see that end. No parent is locked: {@code close} notifies it later.
 */
final class WakeVerb {

    private final Wake wake;
    private final Duration keep;
    private final WakeRule rule;

    WakeVerb(Wake wake, Duration keep, WakeRule rule) {
        this.wake = wake;
        this.keep = keep;
        this.rule = rule;
    }

    Woken run(StoreSession work) {
        String key = wake.key();
        Optional<StoredExecution> found = key == null ? lock(work, wake.executionId()) : lockByKey(work, key);
        if (found.isPresent()) {
            WakeMatching waking = new WakeMatching(work, rule, List.of(found.get()));
            waking.apply(wake, found.get());
            return new Woken(waking.write(false), found, false);
        }
        if (key != null) {
            // An execution that comes to sleep under the key at this moment does not see this row, nor is it seen: the
            // next delivery looks for such pairs.
            new WakeTable(work).insert(List.of(wake), work.begun().plus(keep));
        }
        return new Woken(Written.NOTHING, Optional.empty(), key != null);
    }

    /**
     * The execution that sleeps under the key; else the latest one that did, unless the wake is for the next. An execution
     * that has ended while its lock was waited for may have a successor, so the search goes on until it finds no new one.
     */
    private Optional<StoredExecution> lockByKey(StoreSession work, String key) {
        Optional<StoredExecution> locked = Optional.empty();
        while (true) {
            ExecutionId seen = locked.map(StoredExecution::id).orElse(null);
            ExecutionId latest = WakeTable.latest(work.session(), wake.taskId(), key)
                    .map(StoredExecution::id)
                    .orElse(null);
            if (latest == null || latest.equals(seen)) {
                return locked.filter(row -> !wake.keepForNext());
            }
            locked = lock(work, latest);
            if (locked.filter(row -> row.status() == TaskStatus.SLEEPING).isPresent()) {
                return locked;
            }
        }
    }

    private static Optional<StoredExecution> lock(StoreSession work, @Nullable ExecutionId id) {
        return id == null
                ? Optional.empty()
                : new ExecutionQueries(work).lock(List.of(id)).stream().findFirst();
    }
}
