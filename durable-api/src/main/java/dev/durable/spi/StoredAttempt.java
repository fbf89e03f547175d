package dev.durable.spi;

import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that was followed by another one.
 *
 * @param iteration the iteration that it belongs to
 * @param attempt its number
 * @param token the claim that it belonged to
 * @param started when it was claimed
 * @param ended when it ended, or when its end was noticed
 * @param executor the name of its executor
 * @param outcome FAILED, TIMED_OUT or CRASHED
 * @param error why it failed; null for a crash
 */
public record StoredAttempt(
        int iteration,
        int attempt,
        long token,
        Instant started,
        Instant ended,
        @Nullable String executor,
        Outcome outcome,
        @Nullable TaskError error) {}
