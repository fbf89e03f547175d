package dev.durable.jpa;

import dev.durable.spi.ExecutorId;
import dev.durable.spi.StoredExecution.Claim;
import jakarta.persistence.Embeddable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The fence around attempts, as stored. */
@Embeddable
record ClaimColumns(
        long token, int attempt, int crashes, @Nullable UUID owner) {

    static ClaimColumns of(Claim claim) {
        ExecutorId owner = claim.owner();
        return new ClaimColumns(claim.token(), claim.attempt(), claim.crashes(), owner == null ? null : owner.value());
    }

    Claim toClaim() {
        return new Claim(token, attempt, crashes, owner == null ? null : new ExecutorId(owner));
    }
}
