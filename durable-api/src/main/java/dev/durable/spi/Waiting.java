package dev.durable.spi;

import java.util.Set;

/** Rows that wait for a background process to advance them. Each is a standing condition, never an event. */
public sealed interface Waiting {

    /**
     * A request to cancel is stored for it. The request is deleted in the same transaction, whatever the rule decides
     * and even if there is no such row.
     */
    record Requested() implements Waiting {}

    /** RUNNING, and its owner has no live lease. */
    record Lapsed() implements Waiting {}

    /**
     * RUNNING under a live lease, and past its expiry.
     *
     * @param tasks the tasks that the caller can judge: others would fill its batches and keep these out
     */
    record Overdue(Set<String> tasks) implements Waiting {

        public Overdue {
            tasks = Set.copyOf(tasks);
        }
    }

    /** Unfinished, and its deadline has passed. */
    record Expired() implements Waiting {}

    /**
     * Unfinished, while its parent has finished; or a child whose parent has begun to combine without it, since its
     * quorum was reached.
     */
    record Orphaned() implements Waiting {}

    /**
     * RUNNING under this executor.
     *
     * @param executor the executor, which gives back what it has not finished
     */
    record HeldBy(ExecutorId executor) implements Waiting {}
}
