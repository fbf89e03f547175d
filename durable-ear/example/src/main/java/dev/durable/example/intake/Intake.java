package dev.durable.example.intake;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One upload that was taken in, and the execution that catalogues it. */
@Entity
@Table(name = "intake", indexes = @Index(name = "intake_newest", columnList = "created_at, id"))
class Intake {

    @Id
    private UUID id;

    @Column(name = "execution_id", nullable = false)
    private UUID executionId;

    /** Written by the database, whose clock all servers share. */
    @Column(
            name = "created_at",
            insertable = false,
            updatable = false,
            columnDefinition = "timestamp(6) with time zone default current_timestamp not null")
    private Instant createdAt;

    protected Intake() {}

    Intake(UUID id, UUID executionId) {
        this.id = id;
        this.executionId = executionId;
    }

    UUID id() {
        return id;
    }

    UUID executionId() {
        return executionId;
    }

    Instant createdAt() {
        return createdAt;
    }
}
