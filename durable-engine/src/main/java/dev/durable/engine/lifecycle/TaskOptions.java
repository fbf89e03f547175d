package dev.durable.engine.lifecycle;

import dev.durable.EnqueueOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a task, every one of them set. What is annotated, configured and given at enqueue passes through
 * {@link #problems()}, so one range holds everywhere.
 *
 * @param delay the delay before the first attempt
 * @param timeout the longest an attempt may take
 * @param maxRetries how many attempts may follow the first
 * @param retryDelay the delay before the first retry
 * @param retryMultiplier what each further delay is multiplied by
 * @param maxRetryDelay the longest delay between attempts
 * @param retryJitter the share of a delay left to chance
 * @param deadline how long after it is enqueued an execution ends at the latest; null for no limit
 * @param loop how a loop turns
 */
public record TaskOptions(
        Duration delay,
        Duration timeout,
        int maxRetries,
        Duration retryDelay,
        double retryMultiplier,
        Duration maxRetryDelay,
        double retryJitter,
        @Nullable Duration deadline,
        Loop loop) {

    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    private static final int MOST_ITERATIONS = 1_000_000_000;

    /**
     * How a loop turns.
     *
     * @param maxIterations how many iterations it may take
     * @param delay the delay between iterations that say nothing else
     */
    public record Loop(int maxIterations, Duration delay) {

        /** As good as indefinitely, without a pause. */
        public static final Loop DEFAULT = new Loop(MOST_ITERATIONS, Duration.ZERO);
    }

    /** Without a deadline, and with what matters to loops alone as it is by default. */
    public TaskOptions(
            Duration delay,
            Duration timeout,
            int maxRetries,
            Duration retryDelay,
            double retryMultiplier,
            Duration maxRetryDelay,
            double retryJitter) {
        this(delay, timeout, maxRetries, retryDelay, retryMultiplier, maxRetryDelay, retryJitter, null, Loop.DEFAULT);
    }

    /** These options, where the given ones do not say otherwise. */
    public TaskOptions with(EnqueueOptions given) {
        return new TaskOptions(
                or(given.delay(), delay),
                or(given.timeout(), timeout),
                or(given.maxRetries(), maxRetries),
                or(given.retryDelay(), retryDelay),
                or(given.retryMultiplier(), retryMultiplier),
                or(given.maxRetryDelay(), maxRetryDelay),
                or(given.retryJitter(), retryJitter),
                given.deadline() != null ? given.deadline() : deadline,
                loop);
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given != null ? given : otherwise;
    }

    /** What is out of range: for each option one line that names it, its value and what is allowed. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!isDelay(delay)) {
            problems.add("delay is " + delay + ", allowed are PT0S to " + YEAR);
        }
        if (isNoTime(timeout) || timeout.compareTo(YEAR) > 0) {
            problems.add("timeout is " + timeout + ", allowed are PT0.001S to " + YEAR);
        }
        if (maxRetries < 0 || maxRetries > 1000) {
            problems.add("maxRetries is " + maxRetries + ", allowed are 0 to 1000");
        }
        if (retryDelay.isNegative() || retryDelay.compareTo(DAY) > 0) {
            problems.add("retryDelay is " + retryDelay + ", allowed are PT0S to " + DAY);
        }
        if (!(retryMultiplier >= 1 && retryMultiplier <= 10)) {
            problems.add("retryMultiplier is " + retryMultiplier + ", allowed are 1 to 10");
        }
        if (maxRetryDelay.compareTo(retryDelay) < 0 || maxRetryDelay.compareTo(DAY) > 0) {
            problems.add(
                    "maxRetryDelay is " + maxRetryDelay + ", allowed are retryDelay (" + retryDelay + ") to " + DAY);
        }
        if (!(retryJitter >= 0 && retryJitter <= 1)) {
            problems.add("retryJitter is " + retryJitter + ", allowed are 0 to 1");
        }
        if (deadline != null && (isNoTime(deadline) || deadline.compareTo(TEN_YEARS) > 0)) {
            problems.add("deadline is " + deadline + ", allowed are PT0.001S to " + TEN_YEARS);
        }
        if (loop.maxIterations() < 1 || loop.maxIterations() > MOST_ITERATIONS) {
            problems.add("maxIterations is " + loop.maxIterations() + ", allowed are 1 to " + MOST_ITERATIONS);
        }
        if (!isDelay(loop.delay())) {
            problems.add("iterationDelay is " + loop.delay() + ", allowed are PT0S to " + YEAR);
        }
        return problems;
    }

    /** A store keeps milliseconds, so a shorter timeout would become none at all. */
    private static boolean isNoTime(Duration duration) {
        return duration.compareTo(Duration.ofMillis(1)) < 0;
    }

    /** Whether so long may lie before an attempt that is not a retry. */
    public static boolean isDelay(Duration duration) {
        return !duration.isNegative() && duration.compareTo(YEAR) <= 0;
    }
}
