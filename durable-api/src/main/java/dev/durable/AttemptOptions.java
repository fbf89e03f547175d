package dev.durable;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt does differently from the others: what {@link AnyTask#attemptOptions} answers. What is not set is
 * as the execution's options say.
 *
 * @param timeout the longest this attempt may take: more than zero, at most the execution's own timeout, by which other
 *     servers judge it; null for that one
 * @param retry false for an attempt that shall be the last one if it fails; null as {@code maxRetries} says
 * @param retryDelay the delay before the next attempt if this one fails, zero to 24 hours, without jitter; null as the
 *     options say
 */
public record AttemptOptions(
        @Nullable Duration timeout,
        @Nullable Boolean retry,
        @Nullable Duration retryDelay) {

    private static final AttemptOptions NONE = new AttemptOptions(null, null, null);

    /** Nothing different. */
    public static AttemptOptions none() {
        return NONE;
    }

    /** The same with another timeout. */
    public AttemptOptions withTimeout(Duration timeout) {
        return new AttemptOptions(timeout, retry, retryDelay);
    }

    /** The same, to be the last attempt if it fails. */
    public AttemptOptions withoutRetry() {
        return new AttemptOptions(timeout, false, retryDelay);
    }

    /** The same with another delay before the next attempt. */
    public AttemptOptions withRetryDelay(Duration retryDelay) {
        return new AttemptOptions(timeout, retry, retryDelay);
    }
}
