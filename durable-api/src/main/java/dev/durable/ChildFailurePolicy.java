package dev.durable;

/** What becomes of a parent when a child does not complete. */
public enum ChildFailurePolicy {

    /**
     * The parent becomes {@link TaskStatus#CHILDREN_FAILED} with the failures known at that moment, unfinished
     * siblings are cancelled, and the combine step does not run.
     */
    FAIL_FAST,

    /** All children finish, and the combine step gets every outcome, failed ones included. */
    COLLECT
}
