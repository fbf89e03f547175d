package dev.durable.example.intake;

import dev.durable.DurableExecutor;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import dev.durable.example.intake.RefusedDecisionException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** Lets people decide about large intakes. */
@ApplicationScoped
public class Approvals {

    @PersistenceContext
    EntityManager entities;

    @Inject
    DurableExecutor durable;

    /**
     * Decides about an intake. Repeating it is harmless: the first decision counts.
     *
     * <p>One transaction: a decision that wakes nobody up would be worth nothing, and one that nobody can look up would
     * be forgotten. It does not matter whether the approval sleeps already; a wake that comes before is kept for it.
     * Should its time run out between this commit and the wake, a moment later, the intake has timed out.
     *
     * @return empty if there is no such intake
     * @throws RefusedDecisionException if it waits for no decision, or for none any more
     */
    @Transactional
    public Optional<Ruling> decide(UUID id, Decision decision) {
        // Locked, so that of two who decide at the same moment the second one finds what the first has decided.
        return Optional.ofNullable(entities.find(Intake.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(intake -> decide(intake, decision));
    }

    private Ruling decide(Intake intake, Decision decision) {
        if (!intake.large()) {
            throw new RefusedDecisionException(
                    Reason.NO_APPROVAL_NEEDED, "This intake has few documents, and needs no approval");
        }
        Optional<Decision> before = intake.decision();
        if (before.isEmpty()) {
            refuseIfCancelled(intake);
        }
        Decision counts = before.orElse(decision);
        wakeUp(intake, counts);
        if (counts.approved() != decision.approved()) {
            throw new RefusedDecisionException(
                    Reason.ALREADY_DECIDED, "This intake was " + counts.inWords() + "; the first decision counts");
        }
        intake.decide(counts);
        return new Ruling(counts, before.isPresent());
    }

    /** It may have been cancelled before its approval slept, and a wake would be kept for nobody. */
    private void refuseIfCancelled(Intake intake) {
        durable.find(new ExecutionId(intake.executionId()))
                .filter(execution -> execution.status() == TaskStatus.CANCELLED)
                .ifPresent(cancelled -> {
                    throw tooLate(TaskStatus.CANCELLED);
                });
    }

    private void wakeUp(Intake intake, Decision decision) {
        WakeUp<IntakeRef> wakeUp = decision.approved()
                ? WakeUp.completed(new IntakeRef(intake.id()))
                : WakeUp.failed("The intake was " + decision.inWords());
        WakeAnswer answer = durable.wakeUp(Approval.class, intake.id().toString(), wakeUp);
        TaskStatus wished = decision.approved() ? TaskStatus.COMPLETED : TaskStatus.FAILED;
        if (answer instanceof WakeAnswer.AlreadyFinished finished && finished.status() != wished) {
            throw tooLate(finished.status());
        }
    }

    private static RefusedDecisionException tooLate(TaskStatus end) {
        return new RefusedDecisionException(
                Reason.TOO_LATE, "This intake waits for no decision any more: its approval is " + end);
    }
}
