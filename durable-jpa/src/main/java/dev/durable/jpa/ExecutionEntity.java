package dev.durable.jpa;

import dev.durable.TaskError;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Payloads;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An execution with everything that is stored of it, to be inserted, claimed or shown. */
@Entity
@Immutable
@Table(name = "durable_execution")
class ExecutionEntity extends ExecutionState {

    private @Nullable String errorStack;
    private @Nullable String input;
    private @Nullable String runOutput;
    private @Nullable String output;

    /** For Hibernate. */
    protected ExecutionEntity() {}

    ExecutionEntity(StoredExecution row) {
        super(row);
        TaskError error = row.error();
        errorStack = error == null ? null : error.stack();
        input = row.payloads().input();
        runOutput = row.payloads().runOutput();
        output = row.payloads().output();
    }

    @Override
    StoredExecution toStored() {
        return toStored(new Payloads(input, runOutput, output), errorStack);
    }
}
