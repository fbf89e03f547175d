package dev.durable.jpa;

import dev.durable.ExecutionId;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A command to cancel an execution. One execution may have several. */
@Entity
@Table(name = "durable_cancel")
class CancelCommand {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private UUID executionId;

    /** For Hibernate, which fills in the fields. */
    @SuppressWarnings("NullAway.Init")
    protected CancelCommand() {}

    @Nullable
    Long id() {
        return id;
    }

    ExecutionId executionId() {
        return new ExecutionId(executionId);
    }
}
