package dev.durable;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one execution does differently from its task. What is not set here is as configured, or else as annotated.
 *
 * <pre>{@code
 * durable.enqueue(SendMail.class, mail, EnqueueOptions.none().withDelay(Duration.ofHours(1)).withMaxRetries(10));
 * }</pre>
 *
 * <p>Ranges are those of {@link Task}; they are checked when the execution is enqueued.
 *
 * @param delay the delay before the first attempt; null as the task says
 * @param timeout the longest an attempt may take; null as the task says
 * @param maxRetries how many attempts may follow the first; null as the task says
 * @param retryDelay the delay before the first retry; null as the task says
 * @param retryMultiplier what each further delay is multiplied by; null as the task says
 * @param maxRetryDelay the longest delay between attempts; null as the task says
 * @param retryJitter the share of a delay left to chance; null as the task says
 * @param deadline how long after it is enqueued the execution ends at the latest, and everything below it; null as the
 *     task says
 */
public record EnqueueOptions(
        @Nullable Duration delay,
        @Nullable Duration timeout,
        @Nullable Integer maxRetries,
        @Nullable Duration retryDelay,
        @Nullable Double retryMultiplier,
        @Nullable Duration maxRetryDelay,
        @Nullable Double retryJitter,
        @Nullable Duration deadline) {

    private static final EnqueueOptions NONE = new EnqueueOptions(null, null, null, null, null, null, null, null);

    /** Everything as the task says. */
    public static EnqueueOptions none() {
        return NONE;
    }

    /** The same with another delay before the first attempt. */
    public EnqueueOptions withDelay(Duration delay) {
        return new EnqueueOptions(
                delay, timeout, maxRetries, retryDelay, retryMultiplier, maxRetryDelay, retryJitter, deadline);
    }

    /** The same with another timeout. */
    public EnqueueOptions withTimeout(Duration timeout) {
        return new EnqueueOptions(
                delay, timeout, maxRetries, retryDelay, retryMultiplier, maxRetryDelay, retryJitter, deadline);
    }

    /** The same with another number of retries. */
    public EnqueueOptions withMaxRetries(int maxRetries) {
        return new EnqueueOptions(
                delay, timeout, maxRetries, retryDelay, retryMultiplier, maxRetryDelay, retryJitter, deadline);
    }

    /** The same with another delay before the first retry. */
    public EnqueueOptions withRetryDelay(Duration retryDelay) {
        return new EnqueueOptions(
                delay, timeout, maxRetries, retryDelay, retryMultiplier, maxRetryDelay, retryJitter, deadline);
    }

    /** The same with another multiplier. */
    public EnqueueOptions withRetryMultiplier(double retryMultiplier) {
        return new EnqueueOptions(
                delay, timeout, maxRetries, retryDelay, retryMultiplier, maxRetryDelay, retryJitter, deadline);
    }

    /** The same with another longest delay. */
    public EnqueueOptions withMaxRetryDelay(Duration maxRetryDelay) {
        return new EnqueueOptions(
                delay, timeout, maxRetries, retryDelay, retryMultiplier, maxRetryDelay, retryJitter, deadline);
    }

    /** The same with another share of chance. */
    public EnqueueOptions withRetryJitter(double retryJitter) {
        return new EnqueueOptions(
                delay, timeout, maxRetries, retryDelay, retryMultiplier, maxRetryDelay, retryJitter, deadline);
    }

    /** The same with another deadline. */
    public EnqueueOptions withDeadline(Duration deadline) {
        return new EnqueueOptions(
                delay, timeout, maxRetries, retryDelay, retryMultiplier, maxRetryDelay, retryJitter, deadline);
    }
}
