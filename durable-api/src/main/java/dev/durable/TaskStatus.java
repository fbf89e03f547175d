package dev.durable;

/** Where an execution stands. What has finished never changes its status again. */
public enum TaskStatus {
    /** Waits to be claimed, or for its due time. */
    READY(false),
    /** Claimed by an executor. */
    RUNNING(false),
    /** Has no body, and waits for an event from outside. */
    SLEEPING(false),
    /** Its body has returned, and its children have not all finished. */
    WAITING_FOR_CHILDREN(false),
    /** Its children have finished, and the combine step has not. */
    WAITING_FOR_COMBINE(false),
    /** Finished: it has its output. */
    COMPLETED(true),
    /** Finished: the last attempt threw, or could not be made. */
    FAILED(true),
    /**
     * Finished: the last attempt took longer than its timeout, nobody woke it up in time, or its deadline has passed.
     */
    TIMED_OUT(true),
    /** Finished: a child did not complete. */
    CHILDREN_FAILED(true),
    /** Finished: the combine step did not complete. */
    COMBINE_FAILED(true),
    /** Finished: cancelled by a caller, or because a relative failed or was cancelled. */
    CANCELLED(true);

    private final boolean finished;

    TaskStatus(boolean finished) {
        this.finished = finished;
    }

    /** Whether this status is final. */
    public boolean finished() {
        return finished;
    }
}
