package dev.durable.spi.testing;

import dev.durable.TaskStatus;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which rows wait for what, as it stands at one moment. */
final class WaitingRows {

    private final Memory memory;
    private final Instant now;

    WaitingRows(Memory memory, Instant now) {
        this.memory = memory;
        this.now = now;
    }

    /** For all but commands, which are no property of a row. */
    Predicate<StoredExecution> condition(SweepCondition condition) {
        Predicate<StoredExecution> running = row -> row.status() == TaskStatus.RUNNING;
        Predicate<StoredExecution> unfinished = row -> !row.status().finished();
        if (condition instanceof SweepCondition.LeaseExpired) {
            return running.and(row -> !leaseLives(row));
        }
        if (condition instanceof SweepCondition.ClaimExpired overdue) {
            return running.and(this::leaseLives)
                    .and(row -> reached(row.times().claimExpires()))
                    .and(row -> overdue.tasks().contains(row.taskId()));
        }
        if (condition instanceof SweepCondition.ClaimedBy held) {
            return running.and(row -> held.executor().equals(row.claim().owner()));
        }
        if (condition instanceof SweepCondition.PastDeadline) {
            return unfinished.and(row -> reached(row.times().deadline()));
        }
        return unfinished.and(this::parentNeedsNoMore);
    }

    private boolean leaseLives(StoredExecution row) {
        Instant until = memory.leases().get(row.claim().owner());
        return until != null && until.isAfter(now);
    }

    private boolean reached(@Nullable Instant moment) {
        return moment != null && !moment.isAfter(now);
    }

    private boolean parentNeedsNoMore(StoredExecution row) {
        StoredExecution parent = memory.rows().get(row.lineage().parentId());
        return parent != null
                && (parent.status().finished()
                        || parent.status() == TaskStatus.WAITING_FOR_COMBINE
                                && row.lineage().role() == Role.CHILD);
    }
}
