package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt or an execution did not complete, as stored: text only, shortened to limits.
 *
 * @param kind the kind
 * @param message what happened
 * @param exceptionType the class name of what was thrown; null if nothing was
 * @param stack the shortened stack trace with its causes; null if nothing was thrown
 * @param retryable whether another attempt might do better
 */
public record TaskError(
        ErrorKind kind,
        String message,
        @Nullable String exceptionType,
        @Nullable String stack,
        boolean retryable) {

    /** An error without an exception, retryable as its kind is. */
    public static TaskError of(ErrorKind kind, String message) {
        return new TaskError(kind, message, null, null, kind.retryable());
    }
}
