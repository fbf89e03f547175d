package dev.durable.jpa;

import dev.durable.spi.StoredExecution.Times;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When what happened, as stored. */
@Embeddable
record TimeColumns(
        Instant createdAt,
        Instant dueAt,
        @Nullable Instant startedAt,
        @Nullable Instant claimExpiresAt,
        @Nullable Instant finishedAt,
        @Nullable Instant deadlineAt) {

    Times toTimes() {
        return new Times(createdAt, dueAt, startedAt, claimExpiresAt, finishedAt, deadlineAt);
    }
}
