package dev.durable.jpa;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Notified;
import dev.durable.spi.StoredExecution.Payloads;
import jakarta.persistence.Embedded;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The columns of an execution that rules decide from: everything but what user code wrote, and stack traces. */
@MappedSuperclass
abstract class ExecutionState {

    @Id
    private UUID id;

    private String taskId;

    @Embedded
    private PlaceColumns place;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private TaskStatus status;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Notified notified;

    /** Used in queries: a row of a newer generation is never read to be changed. */
    private int rules;

    @Embedded
    private ClaimColumns claim;

    @Embedded
    private FamilyColumns family;

    // Hibernate reads an embedded object whose columns are all null as null.
    @Embedded
    private @Nullable OptionColumns options;

    @Embedded
    private @Nullable ErrorColumns error;

    @Embedded
    private TimeColumns times;

    private @Nullable String wakeKey;

    /** For Hibernate, which fills in the fields. */
    @SuppressWarnings("NullAway.Init")
    protected ExecutionState() {}

    /** What is stored, as far as it has been read. */
    abstract StoredExecution toStored();

    StoredExecution toStored(Payloads payloads, @Nullable String errorStack) {
        TaskError storedError = error == null ? null : error.toError(errorStack);
        return new StoredExecution(
                new ExecutionId(id),
                taskId,
                place.toLineage(),
                status,
                notified,
                claim.toClaim(),
                family.toFamily(),
                options == null ? EnqueueOptions.none() : options.toOptions(),
                payloads,
                storedError,
                times.toTimes(),
                wakeKey);
    }
}
