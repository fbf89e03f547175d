package dev.durable.example.intake;

import dev.durable.TaskExecution;
import dev.durable.TaskStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the approval of a large intake stands.
 *
 * @param state where it stands
 * @param by who has decided; null if nobody has
 */
public record ApprovalView(State state, @Nullable String by) {

    /** Where an approval stands. */
    public enum State {
        /** Nobody has decided yet. */
        AWAITED,
        /** Somebody has approved. */
        APPROVED,
        /** Somebody has rejected. */
        REJECTED,
        /** Nobody decided in time. */
        TIMED_OUT
    }

    /** Empty for an intake that needs no approval, or that ended while it waited for one. */
    static Optional<ApprovalView> of(Intake intake, Optional<TaskExecution<Void>> execution) {
        return intake.large()
                ? intake.decision()
                        .map(decision ->
                                new ApprovalView(decision.approved() ? State.APPROVED : State.REJECTED, decision.by()))
                        .or(() -> execution.map(TaskExecution::status).flatMap(ApprovalView::undecided))
                : Optional.empty();
    }

    /** The approval is the first step, so what failed without a decision has failed by its timeout. */
    private static Optional<ApprovalView> undecided(TaskStatus status) {
        if (status == TaskStatus.CHILDREN_FAILED) {
            return Optional.of(new ApprovalView(State.TIMED_OUT, null));
        }
        return status.finished() ? Optional.empty() : Optional.of(new ApprovalView(State.AWAITED, null));
    }
}
