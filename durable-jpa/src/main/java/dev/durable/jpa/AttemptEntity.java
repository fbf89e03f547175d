package dev.durable.jpa;

import dev.durable.TaskAttempt.Outcome;
import dev.durable.spi.StoredAttempt;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An attempt that another one has followed, to be shown. Written by {@link ExecutionWriter} alone. */
@Entity
@Immutable
@Table(name = "durable_attempt")
class AttemptEntity {

    /** A claim is followed by one attempt. */
    @Embeddable
    record Key(UUID executionId, long token) {}

    @EmbeddedId
    private Key id;

    private int iteration;
    private int attempt;
    private Instant startedAt;
    private Instant endedAt;
    private @Nullable String executor;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Outcome outcome;

    @Embedded
    private @Nullable ErrorColumns error;

    private @Nullable String errorStack;

    /** For Hibernate, which fills in the fields. */
    @SuppressWarnings("NullAway.Init")
    protected AttemptEntity() {}

    StoredAttempt toStored() {
        return new StoredAttempt(
                iteration,
                attempt,
                id.token(),
                startedAt,
                endedAt,
                executor,
                outcome,
                error == null ? null : error.toError(errorStack));
    }
}
