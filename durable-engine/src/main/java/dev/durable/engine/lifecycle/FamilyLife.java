package dev.durable.engine.lifecycle;

import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The rules about parents: what the end of their children means to them. */
public final class FamilyLife implements FamilyRule {

    /** So many failures are named in a parent's error; the children's rows have them all. */
    private static final int NAMED_FAILURES = 10;

    private final Supplier<ExecutionId> ids;

    /**
     * @param ids where new executions get their ids
     */
    public FamilyLife(Supplier<ExecutionId> ids) {
        this.ids = ids;
    }

    @Override
    public Optional<Change> decide(StoredExecution parent, List<StoredExecution> ended) {
        return switch (parent.status()) {
            case WAITING_FOR_CHILDREN -> childrenEnded(parent, ended);
            case WAITING_FOR_COMBINE ->
                ended.stream()
                        .filter(child -> child.lineage().role() == Role.COMBINE)
                        .findFirst()
                        .map(step -> combiningStepEnded(parent, step));
            default -> Optional.empty();
        };
    }

    private Optional<Change> childrenEnded(StoredExecution parent, List<StoredExecution> ended) {
        ParentPolicy policy = parent.family().policy();
        if (policy == null) {
            // No engine stores such a row. Were it refused here, it would be refused indefinitely, and the rows that
            // close
            // together with it as well.
            TaskError error =
                    TaskError.of(ErrorKind.CHILDREN_FAILED, "It is stored without what to do with its children");
            return Optional.of(Transition.FAIL_CHILDREN.of(parent).because(error));
        }
        if (policy.isSequence()) {
            return stepEnded(parent, policy, ended);
        }
        boolean failFast = policy.onChildFailure() == ChildFailurePolicy.FAIL_FAST;
        if (policy.quorum() > 0) {
            return quorum(parent, policy, failFast ? failures(ended) : List.of());
        }
        List<StoredExecution> failures = failFast ? failures(ended) : List.of();
        if (!failures.isEmpty()) {
            return Optional.of(Transition.FAIL_CHILDREN.of(parent).because(childrenFailed(failures)));
        }
        return parent.family().unfinished() > 0 ? Optional.empty() : Optional.of(combined(parent, policy));
    }

    /**
     * What is decided here never changes: children that notify the parent later are marked TOO_LATE by the store, and
     * no combine step sees them.
     */
    private Optional<Change> quorum(StoredExecution parent, ParentPolicy policy, List<StoredExecution> failures) {
        StoredExecution.Family family = parent.family();
        if (family.completed() >= policy.quorum()) {
            return Optional.of(combined(parent, policy));
        }
        if (family.children() - family.failed() >= policy.quorum()) {
            return Optional.empty();
        }
        return Optional.of(
                failures.isEmpty()
                        ? combined(parent, policy)
                        : Transition.FAIL_CHILDREN.of(parent).because(quorumMissed(parent, policy, failures)));
    }

    private static TaskError quorumMissed(StoredExecution parent, ParentPolicy policy, List<StoredExecution> failures) {
        String message = "Of " + parent.family().children() + " children " + policy.quorum() + " had to complete, and "
                + parent.family().failed() + " did not: " + named(failures);
        return TaskError.of(ErrorKind.CHILDREN_FAILED, ErrorText.shortened(message));
    }

    private static List<StoredExecution> failures(List<StoredExecution> ended) {
        return ended.stream()
                .filter(child -> child.status() != TaskStatus.COMPLETED)
                .sorted(Comparator.comparingInt(child -> child.lineage().index()))
                .toList();
    }

    /** The children are over with, and it is the combine step's turn; without one the parent has its output. */
    private Change combined(StoredExecution parent, ParentPolicy policy) {
        String combineTaskId = policy.combineTaskId();
        return combineTaskId == null
                ? Transition.GATHER.of(parent).notified(noRelatives(parent))
                : Transition.COMBINE.of(parent).inserting(combineStep(parent, combineTaskId, ids.get()));
    }

    /** The end of a step, of which a sequence has one at a time. */
    private Optional<Change> stepEnded(StoredExecution parent, ParentPolicy policy, List<StoredExecution> ended) {
        return ended.stream()
                .filter(child -> child.lineage().role() == Role.CHILD)
                .findFirst()
                .map(step -> stepEnded(parent, policy, step));
    }

    private Change stepEnded(StoredExecution parent, ParentPolicy policy, StoredExecution step) {
        int next = step.lineage().index() + 1;
        if (step.status() != TaskStatus.COMPLETED) {
            String message = "Step " + next + " of " + policy.steps().size() + " of sequence " + parent.taskId() + ", "
                    + named(step)
                    + (step.error() == null ? "" : ": " + step.error().message());
            TaskError error = TaskError.of(ErrorKind.CHILDREN_FAILED, ErrorText.shortened(message));
            return Transition.FAIL_CHILDREN.of(parent).because(error).notified(noRelatives(parent));
        }
        if (next == policy.steps().size()) {
            return Transition.GATHER.of(parent).withOutputOf(step.id()).notified(noRelatives(parent));
        }
        return Transition.STEP
                .of(parent)
                .inserting(List.of(new NewExecution(
                        ids.get(),
                        policy.steps().get(next),
                        parent.lineage().child(parent.id(), next),
                        Duration.ZERO,
                        EnqueueOptions.none(),
                        null)));
    }

    /** A root has nobody else to tell, once its children have all told it. */
    private static boolean noRelatives(StoredExecution parent) {
        return parent.lineage().parentId() == null && parent.family().unfinished() == 0;
    }

    private static Change combiningStepEnded(StoredExecution parent, StoredExecution step) {
        boolean notified = noRelatives(parent);
        if (step.status() == TaskStatus.COMPLETED) {
            return Transition.COMPLETE.of(parent).withOutputOf(step.id()).notified(notified);
        }
        TaskError error = TaskError.of(
                ErrorKind.COMBINE_FAILED,
                "The combine step, " + named(step)
                        + (step.error() == null ? "" : ": " + step.error().message()));
        return Transition.FAIL_COMBINE.of(parent).because(error).notified(notified);
    }

    private static TaskError childrenFailed(List<StoredExecution> failures) {
        return TaskError.of(ErrorKind.CHILDREN_FAILED, ErrorText.shortened(named(failures)));
    }

    private static String named(List<StoredExecution> failures) {
        StringBuilder message = new StringBuilder();
        for (StoredExecution child : failures.subList(0, Math.min(NAMED_FAILURES, failures.size()))) {
            message.append(message.isEmpty() ? "" : "; ")
                    .append("child ")
                    .append(child.lineage().index())
                    .append(", ")
                    .append(named(child))
                    .append(child.error() == null ? "" : ": " + child.error().message());
        }
        if (failures.size() > NAMED_FAILURES) {
            message.append("; and ").append(failures.size() - NAMED_FAILURES).append(" more");
        }
        return message.toString();
    }

    private static String named(StoredExecution execution) {
        return "task " + execution.taskId() + ", execution " + execution.id() + ", is " + execution.status();
    }

    /** The combine step of a parent, as the one execution to insert. Its policy, if any, is its own body's affair. */
    static List<NewExecution> combineStep(StoredExecution parent, String taskId, ExecutionId id) {
        return List.of(new NewExecution(
                id,
                taskId,
                parent.lineage().combineStep(parent.id()),
                Duration.ZERO,
                // A method of the parent's own bean is still the parent's work: with the options of this very parent.
                taskId.equals(parent.taskId()) ? parent.options() : EnqueueOptions.none(),
                null));
    }
}
