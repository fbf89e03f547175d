package dev.durable;

/** What becomes of a parent when a child does not complete. */
public enum ChildFailurePolicy {

    /**
     * The parent becomes {@link TaskStatus#CHILDREN_FAILED} with the failures known at that moment, unfinished
     * siblings are cancelled, and the combining step does not run.
     */
    FAIL_FAST,

    /** All children finish, and the combining step gets every outcome, failed ones included. */
    COLLECT
}
