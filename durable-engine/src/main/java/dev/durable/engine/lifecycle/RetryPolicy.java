package dev.durable.engine.lifecycle;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Whether and when a failed attempt is followed by another. Whole milliseconds, saturating: no delay overflows. */
final class RetryPolicy {

    private RetryPolicy() {}

    /**
     * The delay before the attempt that follows the given one.
     *
     * @param options the options in force
     * @param failedAttempt the number of the attempt that failed, from 1
     * @param chance a number from 0 (inclusive) to 1 (exclusive), which decides the jitter
     */
    static Duration delayAfter(TaskOptions options, int failedAttempt, double chance) {
        long longest = options.maxRetryDelay().toMillis();
        // Held below infinity: zero times infinity is no number.
        double growth = Math.min(Double.MAX_VALUE, Math.pow(options.retryMultiplier(), Math.max(0, failedAttempt - 1)));
        long planned = atMost(longest, options.retryDelay().toMillis() * growth);
        double shift = 1 + options.retryJitter() * (2 * chance - 1);
        return Duration.ofMillis(atMost(longest, planned * shift));
    }

    private static long atMost(long limit, double millis) {
        if (millis >= limit) {
            return limit;
        }
        return BigDecimal.valueOf(millis).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }
}
