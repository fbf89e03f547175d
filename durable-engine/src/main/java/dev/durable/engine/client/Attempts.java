package dev.durable.engine.client;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskAttempt;
import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredAttempt;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionViews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows the attempts of an execution. Only those that were followed by another one have rows of their own; the last one
 * is told from the execution's row.
 */
final class Attempts {

    private final TaskExecutionViews views;

    Attempts(TaskExecutionViews views) {
        this.views = views;
    }

    List<TaskAttempt> of(ExecutionId id) {
        StoredExecution row = views.find(id).orElseThrow(() -> Handles.notFound(id));
        List<StoredAttempt> earlier = views.attempts(id);
        List<TaskAttempt> all = new ArrayList<>();
        earlier.forEach(attempt -> all.add(shown(attempt)));
        boolean known = earlier.stream()
                .anyMatch(attempt -> attempt.token() == row.claim().token());
        if (!known) {
            last(row).ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    private static TaskAttempt shown(StoredAttempt attempt) {
        return new TaskAttempt(
                attempt.iteration(),
                attempt.attempt(),
                attempt.started(),
                Optional.of(attempt.ended()),
                Optional.ofNullable(attempt.executor()),
                attempt.outcome(),
                Optional.ofNullable(attempt.error()));
    }

    /**
     * What waits for its first attempt or its next one, or has ended while it did, has none under way, and what sleeps
     * has no body.
     */
    private static Optional<TaskAttempt> last(StoredExecution row) {
        Instant started = row.times().started();
        if (started == null || row.status() == TaskStatus.READY || row.wakeKey() != null) {
            return Optional.empty();
        }
        if (row.times().due().isAfter(started)) {
            return Optional.empty(); // due again since its last claim: what it then waited for never began
        }
        Outcome outcome = outcome(row);
        return Optional.of(new TaskAttempt(
                row.claim().iteration(),
                row.claim().attempt(),
                started,
                row.family().policy() == null ? Optional.ofNullable(row.times().finished()) : Optional.empty(),
                Optional.ofNullable(row.claim().executor()),
                outcome,
                outcome == Outcome.RETURNED || outcome == Outcome.RUNNING
                        ? Optional.empty()
                        : Optional.ofNullable(row.error())));
    }

    private static Outcome outcome(StoredExecution row) {
        if (row.family().policy() != null) {
            return Outcome.RETURNED; // whatever has become of its children
        }
        return switch (row.status()) {
            case RUNNING -> Outcome.RUNNING;
            case FAILED ->
                row.error() != null && row.error().kind() == ErrorKind.CRASHED ? Outcome.CRASHED : Outcome.FAILED;
            case TIMED_OUT -> pastDeadline(row) ? Outcome.CANCELLED : Outcome.TIMED_OUT;
            case CANCELLED -> Outcome.CANCELLED;
            default -> Outcome.RETURNED;
        };
    }

    /** Whether the execution, and not the attempt, has run out of time. */
    private static boolean pastDeadline(StoredExecution row) {
        Instant deadline = row.times().deadline();
        Instant finished = row.times().finished();
        return deadline != null && finished != null && !finished.isBefore(deadline);
    }
}
