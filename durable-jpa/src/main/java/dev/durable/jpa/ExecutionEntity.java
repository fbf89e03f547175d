package dev.durable.jpa;

import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Payloads;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An execution with everything that is stored of it, to be claimed or shown. */
@Entity
@Immutable
@Table(name = "durable_execution")
class ExecutionEntity extends ExecutionState {

    private @Nullable String errorStack;
    private @Nullable String input;
    private @Nullable String intermediate;
    private @Nullable String output;

    /** For Hibernate. */
    protected ExecutionEntity() {}

    @Override
    StoredExecution toStored() {
        return toStored(new Payloads(input, intermediate, output), errorStack);
    }
}
