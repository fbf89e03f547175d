package dev.durable.example.intake;

import dev.durable.TaskError;
import dev.durable.TaskExecution;
import dev.durable.TaskStatus;
import dev.durable.example.document.Catalogue;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an intake stands. What is not there is null, and left out of the JSON.
 *
 * @param id the intake
 * @param executionId the execution that sees to it
 * @param status where that execution stands; null if it was deleted from the database
 * @param approval how its approval stands, if it needs one
 * @param progress how many of its documents are described
 * @param catalogue what came of it
 * @param error why nothing came of it
 */
@JsonbPropertyOrder({"id", "executionId", "status", "approval", "progress", "catalogue", "error"}) // as people read it
public record IntakeView(
        UUID id,
        UUID executionId,
        @Nullable TaskStatus status,
        @Nullable ApprovalView approval,
        TaskExecution.@Nullable Progress progress,
        @Nullable Catalogue catalogue,
        @Nullable Failure error) {

    static IntakeView of(
            Intake intake,
            Optional<TaskExecution<Void>> execution,
            Optional<TaskExecution.Progress> progress,
            Optional<Catalogue> catalogue) {
        return new IntakeView(
                intake.id(),
                intake.executionId(),
                execution.map(TaskExecution::status).orElse(null),
                ApprovalView.of(intake, execution).orElse(null),
                progress.orElse(null),
                catalogue.orElse(null),
                execution.flatMap(TaskExecution::error).map(Failure::of).orElse(null));
    }

    /**
     * What went wrong.
     *
     * @param kind the kind of error, for programs
     * @param message what happened, for people
     */
    public record Failure(String kind, String message) {

        private static Failure of(TaskError error) {
            return new Failure(error.kind().name(), error.message());
        }
    }
}
