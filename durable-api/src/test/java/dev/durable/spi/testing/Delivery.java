package dev.durable.spi.testing;

import static java.util.Comparator.comparing;

import dev.durable.TaskStatus;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Wake;
import dev.durable.spi.WakeRule;
import dev.durable.spi.Woken;
import dev.durable.spi.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings wakes to the executions that they are meant for. */
final class Delivery {

    // Of those that have ended under a key the one that ended last had it last: one that never slept, since another had
    // its key, ended before that other.
    private static final Comparator<StoredExecution> SLEEPING_OR_ELSE_LATEST = comparing(
                    (StoredExecution row) -> row.status() == TaskStatus.SLEEPING)
            .thenComparing(Delivery::finished)
            .thenComparing(row -> row.times().created())
            .thenComparing(StoredExecution::id);

    private final Draft draft;
    private final Duration keep;
    private final WakeRule rule;

    Delivery(Draft draft, Duration keep, WakeRule rule) {
        this.draft = draft;
        this.keep = keep;
        this.rule = rule;
    }

    private static Instant finished(StoredExecution row) {
        Instant finished = row.times().finished();
        return finished == null ? Instant.MAX : finished;
    }

    /** The row that sleeps under a key, or else the latest one that did. */
    static Optional<StoredExecution> sleeper(Stream<StoredExecution> rows, String taskId, @Nullable String key) {
        return rows.filter(row -> row.taskId().equals(taskId) && key != null && key.equals(row.wakeKey()))
                .max(SLEEPING_OR_ELSE_LATEST);
    }

    Woken wake(Wake wake) {
        Optional<StoredExecution> found = target(wake);
        found.ifPresent(row -> deliver(wake, row));
        boolean kept = found.isEmpty() && wake.key() != null;
        if (kept) {
            draft.wakes().kept().add(new Wakes.Kept(wake, draft.now().plus(keep)));
        }
        return new Woken(draft.written(Set.of(), false), found.map(Draft::withoutPayloads), kept);
    }

    private Optional<StoredExecution> target(Wake wake) {
        if (wake.executionId() != null) {
            return Optional.ofNullable(draft.row(wake.executionId()));
        }
        return sleeper(draft.rows(), wake.taskId(), wake.key())
                .filter(row -> row.status() == TaskStatus.SLEEPING || !wake.keepForNext());
    }

    private void deliver(Wake wake, StoredExecution row) {
        RowRule decided = locked -> rule.decide(locked, wake);
        draft.applyUnnotified(decided, row)
                .filter(after -> after.status().finished())
                .ifPresent(draft.wakes()::dropKeptFor);
    }

    Written deliver(int limit) {
        boolean more = deliverPending(limit);
        draft.wakes().dropExpired(draft.now());
        more |= deliverKept(limit);
        return draft.written(Set.of(), more);
    }

    private boolean deliverPending(int limit) {
        List<Wake> requested = draft.wakes().requested();
        List<Wake> taken = List.copyOf(requested.subList(0, Math.min(limit, requested.size())));
        requested.subList(0, taken.size()).clear();
        taken.forEach(this::wake);
        return !requested.isEmpty();
    }

    private boolean deliverKept(int limit) {
        for (int delivered = 0; delivered < limit; delivered++) {
            Optional<Wakes.Kept> next = nextKept();
            if (next.isEmpty()) {
                return false;
            }
            // Gone whatever the rule decides, as a command: it would be found again indefinitely.
            draft.wakes().kept().remove(next.get());
            wake(next.get().wake());
        }
        return nextKept().isPresent();
    }

    private Optional<Wakes.Kept> nextKept() {
        return draft.wakes().kept().stream()
                .filter(kept -> draft.rows().anyMatch(row -> row.status() == TaskStatus.SLEEPING && kept.fits(row)))
                .findFirst();
    }
}
