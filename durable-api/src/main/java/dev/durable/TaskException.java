package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a body to fail its attempt and say whether another one might do better. Any other exception counts as
 * retryable.
 */
public class TaskException extends DurableException {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    private TaskException(String message, @Nullable Throwable cause, boolean retryable) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** Another attempt may do better. */
    public static TaskException retryable(String message, @Nullable Throwable cause) {
        return new TaskException(message, cause, true);
    }

    /** No attempt will do better: the execution fails at once, whatever its retries. */
    public static TaskException notRetryable(String message) {
        return new TaskException(message, null, false);
    }

    /** No attempt will do better: the execution fails at once, whatever its retries. */
    public static TaskException notRetryable(String message, @Nullable Throwable cause) {
        return new TaskException(message, cause, false);
    }

    /** Whether another attempt may do better. */
    public boolean retryable() {
        return retryable;
    }
}
