package dev.durable.example.intake;

import dev.durable.TaskExecution;
import dev.durable.TaskStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An intake in a list.
 *
 * @param id the intake
 * @param executionId the execution that sees to it
 * @param createdAt when it was taken in
 * @param status where that execution stands; null if it was deleted from the database
 * @param approval how its approval stands; null if it needs none
 */
public record IntakeSummary(
        UUID id,
        UUID executionId,
        Instant createdAt,
        @Nullable TaskStatus status,
        @Nullable ApprovalView approval) {

    static IntakeSummary of(Intake intake, Optional<TaskExecution<Void>> execution) {
        return new IntakeSummary(
                intake.id(),
                intake.executionId(),
                intake.createdAt(),
                execution.map(TaskExecution::status).orElse(null),
                ApprovalView.of(intake, execution).orElse(null));
    }
}
