package dev.durable.engine.task;

/** The JTA transaction of the caller. */
public interface CallerTransaction {

    /** Whether one is active on this thread, be it marked for rollback. */
    boolean active();

    /**
     * Does something once the caller's transaction has committed, or at once if there is none. It must be quick, and
     * use neither the database nor transactions.
     */
    void afterCommit(Runnable action);
}
