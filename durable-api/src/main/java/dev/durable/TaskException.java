package dev.durable;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a body to fail its attempt and say whether another one might do better. Any other exception counts as
 * retryable.
 */
public class TaskException extends DurableException {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;
    private final @Nullable Duration retryAfter;

    private TaskException(String message, @Nullable Throwable cause, boolean retryable, @Nullable Duration retryAfter) {
        super(message, cause);
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    /** Another attempt may do better. */
    public static TaskException retryable(String message, @Nullable Throwable cause) {
        return new TaskException(message, cause, true, null);
    }

    /**
     * Another attempt may do better, but not before that: for services that say when to come again. The task's retries
     * count all the same.
     *
     * @param delay how long from now: zero to 24 hours, longer ones are cut; jitter is not added
     */
    public static TaskException retryAfter(Duration delay, String message, @Nullable Throwable cause) {
        return new TaskException(message, cause, true, delay);
    }

    /** No attempt will do better: the execution fails at once, whatever its retries. */
    public static TaskException notRetryable(String message) {
        return new TaskException(message, null, false, null);
    }

    /** No attempt will do better: the execution fails at once, whatever its retries. */
    public static TaskException notRetryable(String message, @Nullable Throwable cause) {
        return new TaskException(message, cause, false, null);
    }

    /** Whether another attempt may do better. */
    public boolean retryable() {
        return retryable;
    }

    /** How long to wait before another attempt, where the exception says so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
