package dev.durable.jpa;

import dev.durable.spi.Renewal;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One incarnation of an executor, and until when it is trusted to be alive. */
@Entity
@Table(name = "durable_executor")
class ExecutorEntity {

    private static final int NAME_LENGTH = 255;

    @Id
    private UUID id;

    private String name;
    private int generation;
    private Instant startedAt;
    private Instant renewedAt;
    private Instant leaseUntil;

    /** For Hibernate, which fills in the fields. */
    @SuppressWarnings("NullAway.Init")
    protected ExecutorEntity() {}

    ExecutorEntity(Renewal renewal, Instant now) {
        id = renewal.executor().value();
        name = renewal.name().substring(0, Math.min(renewal.name().length(), NAME_LENGTH));
        generation = Schema.GENERATION;
        startedAt = now;
        renewedAt = now;
        leaseUntil = now.plus(renewal.lease());
    }
}
