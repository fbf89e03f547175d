package dev.durable.example.intake;

import dev.durable.ExecutionId;
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
 * @param executionId the execution that catalogues it
 * @param status where that execution stands; null if it was deleted from the database
 * @param progress how many of its documents are described
 * @param catalogue what came of it
 * @param error why nothing came of it
 */
@JsonbPropertyOrder({"id", "executionId", "status", "progress", "catalogue", "error"}) // as people read it
public record IntakeView(
        UUID id,
        UUID executionId,
        @Nullable TaskStatus status,
        TaskExecution.@Nullable Progress progress,
        @Nullable Catalogue catalogue,
        @Nullable Failure error) {

    static IntakeView of(
            UUID id, ExecutionId executionId, Optional<TaskExecution<Void>> execution, Optional<Catalogue> catalogue) {
        return new IntakeView(
                id,
                executionId.value(),
                execution.map(TaskExecution::status).orElse(null),
                execution.map(TaskExecution::progress).orElse(null),
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
