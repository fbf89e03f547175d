package dev.durable.spi;

import java.util.Set;

/** Rows that wait for a background process to advance them. Each is a standing condition, never an event. */
public sealed interface SweepCondition {

    /**
     * A command to cancel is stored for it. The command is deleted in the same transaction, whatever the rule decides
     * and even if there is no such row.
     */
    record CancelPending() implements SweepCondition {}

    /** RUNNING, and its owner has no live lease. */
    record LeaseExpired() implements SweepCondition {}

    /**
     * RUNNING under a live lease, and past its expiry.
     *
     * @param tasks the tasks that the caller can judge: others would fill its batches and keep these out
     */
    record ClaimExpired(Set<String> tasks) implements SweepCondition {

        public ClaimExpired {
            tasks = Set.copyOf(tasks);
        }
    }

    /** Unfinished, and its deadline has passed. */
    record PastDeadline() implements SweepCondition {}

    /**
     * Unfinished, while its parent has finished; or a child whose parent has begun to combine without it, since its
     * quorum was reached.
     */
    record Orphaned() implements SweepCondition {}

    /**
     * RUNNING under this executor.
     *
     * @param executor the executor, which returns what it has not finished
     */
    record ClaimedBy(ExecutorId executor) implements SweepCondition {}
}
