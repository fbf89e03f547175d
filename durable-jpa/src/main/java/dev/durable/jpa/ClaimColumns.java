package dev.durable.jpa;

import dev.durable.spi.ExecutorId;
import dev.durable.spi.StoredExecution.Claim;
import jakarta.persistence.Embeddable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The fence around attempts, as stored. */
@Embeddable
record ClaimColumns(
        long token,
        int attempt,
        int iteration,
        int crashes,
        @Nullable UUID owner,
        @Nullable String executor) {

    Claim toClaim() {
        return new Claim(token, attempt, iteration, crashes, owner == null ? null : new ExecutorId(owner), executor);
    }
}
