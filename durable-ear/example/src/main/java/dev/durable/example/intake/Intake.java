package dev.durable.example.intake;

import dev.durable.ExecutionId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One upload that was taken in, the execution that sees to it, and what was decided about it. */
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

    /** Whether somebody has to approve of it. */
    @Column(nullable = false, columnDefinition = "boolean default false not null")
    private boolean large;

    @Column(name = "approved")
    private @Nullable Boolean approved;

    @Column(name = "decided_by", length = Decision.LONGEST_NAME)
    private @Nullable String decidedBy;

    /** Known once it runs: for a large intake it is a step, and the engine gives that its id. */
    @Column(name = "cataloguing_id")
    private @Nullable UUID cataloguingId;

    protected Intake() {}

    Intake(UUID id, UUID executionId, boolean large) {
        this.id = id;
        this.executionId = executionId;
        this.large = large;
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

    boolean large() {
        return large;
    }

    /** What was decided about it. */
    Optional<Decision> decision() {
        return approved == null || decidedBy == null
                ? Optional.empty()
                : Optional.of(new Decision(approved, decidedBy));
    }

    void decide(Decision decision) {
        approved = decision.approved();
        decidedBy = decision.by();
    }

    /** The execution whose children describe the documents. */
    Optional<ExecutionId> cataloguing() {
        return Optional.ofNullable(large ? cataloguingId : executionId).map(ExecutionId::new);
    }

    void cataloguedBy(ExecutionId cataloguing) {
        cataloguingId = cataloguing.value();
    }
}
