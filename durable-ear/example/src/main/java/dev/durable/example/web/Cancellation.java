package dev.durable.example.web;

import dev.durable.CancelAnswer;
import dev.durable.CancelAnswer.AlreadyFinished;
import dev.durable.TaskStatus;
import java.util.UUID;

/**
 * What a cancellation achieved.
 *
 * @param id the intake
 * @param answer {@code CANCELLED}, or {@code ALREADY_FINISHED} and nothing was changed
 * @param status the intake's final status
 */
public record Cancellation(UUID id, String answer, TaskStatus status) {

    static Cancellation of(UUID id, CancelAnswer answer) {
        return answer instanceof AlreadyFinished finished
                ? new Cancellation(id, "ALREADY_FINISHED", finished.status())
                : new Cancellation(id, "CANCELLED", TaskStatus.CANCELLED);
    }
}
