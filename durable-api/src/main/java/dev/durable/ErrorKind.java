package dev.durable;

/** Why an attempt or an execution did not complete. */
public enum ErrorKind {
    /** The body threw. Retryable unless the exception says otherwise. */
    EXCEPTION(true),
    /** The body took longer than its timeout, which is retryable, or the execution reached its deadline. */
    TIMED_OUT(true),
    /** Cancelled by a caller or with a relative. */
    CANCELLED(false),
    /** The server died with the body running more often than {@code durable.max-crashes} allows. */
    CRASHED(false),
    /** A child did not complete. */
    CHILDREN_FAILED(false),
    /** The combine step did not complete. */
    COMBINE_FAILED(false),
    /** The input was refused, or what is stored does not fit the task's input type. */
    INVALID_INPUT(false),
    /** JSON cannot carry what the body returned. */
    INVALID_OUTPUT(false),
    /** Something was larger or more than a limit allows. */
    LIMIT_EXCEEDED(false),
    /** A child is of a task that is not deployed. */
    UNKNOWN_TASK(false),
    /** An option that the task computes is out of its range. */
    INVALID_OPTION(false),
    /** Another execution of the sleeping task sleeps under the key. */
    KEY_IN_USE(false),
    /** The caller that woke up the sleeping execution reported a failure. */
    REPORTED(false),
    /** The parent's quorum was decided without this child. */
    ABANDONED(false);

    private final boolean retryable;

    ErrorKind(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether an attempt that ends like this is followed by another while the task's retries last. */
    public boolean retryable() {
        return retryable;
    }
}
