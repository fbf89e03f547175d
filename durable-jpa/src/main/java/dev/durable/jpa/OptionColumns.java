package dev.durable.jpa;

import dev.durable.EnqueueOptions;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an execution does differently from its task, as stored: durations in whole milliseconds. */
@Embeddable
record OptionColumns(
        @Nullable Long delayMs,
        @Nullable Long timeoutMs,
        @Nullable Integer maxRetries,
        @Nullable Long retryDelayMs,
        @Nullable Double retryMultiplier,
        @Nullable Long maxRetryDelayMs,
        @Nullable Double retryJitter,
        @Nullable Long deadlineMs) {

    EnqueueOptions toOptions() {
        return new EnqueueOptions(
                duration(delayMs),
                duration(timeoutMs),
                maxRetries,
                duration(retryDelayMs),
                retryMultiplier,
                duration(maxRetryDelayMs),
                retryJitter,
                duration(deadlineMs));
    }

    private static @Nullable Duration duration(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
