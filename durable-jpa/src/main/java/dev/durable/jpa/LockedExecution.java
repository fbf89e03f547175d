package dev.durable.jpa;

import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Payloads;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/**
 * An execution without its payloads, read to be locked: rules decide without them, and a batch of them can be large.
 * Written by {@link ExecutionWriter} alone.
 */
@Entity
@Immutable
@Table(name = "durable_execution")
class LockedExecution extends ExecutionState {

    /** For Hibernate. */
    protected LockedExecution() {}

    @Override
    StoredExecution toStored() {
        return toStored(Payloads.NONE, null);
    }
}
