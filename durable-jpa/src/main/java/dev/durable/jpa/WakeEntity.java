package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.Wake;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call to wake up: to be applied, or kept until somebody sleeps under its key. Written by {@link WakeTable} alone.
 */
@Entity
@Table(name = "durable_wake")
class WakeEntity {

    @Id
    private Long id;

    private String taskId;
    private @Nullable String wakeKey;
    private @Nullable UUID executionId;
    private @Nullable String output;

    @Embedded
    private @Nullable ErrorColumns error;

    private @Nullable String errorStack;
    private boolean keepForNext;

    /** Used in queries: null for one that has not been applied yet. */
    private @Nullable Instant keptUntil;

    /** For Hibernate, which fills in the fields. */
    @SuppressWarnings("NullAway.Init")
    protected WakeEntity() {}

    Long id() {
        return id;
    }

    Wake wake() {
        return new Wake(
                taskId,
                wakeKey,
                executionId == null ? null : new ExecutionId(executionId),
                output,
                error == null ? null : error.toError(errorStack),
                keepForNext);
    }
}
