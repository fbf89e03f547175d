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
            case WAITING_FOR_FINALIZE ->
                ended.stream()
                        .filter(child -> child.lineage().role() == Role.FINALIZE)
                        .findFirst()
                        .map(step -> combiningStepEnded(parent, step));
            default -> Optional.empty();
        };
    }

    private Optional<Change> childrenEnded(StoredExecution parent, List<StoredExecution> ended) {
        ParentPolicy policy = parent.family().policy();
        if (policy == null) {
            // No engine stores such a row. Were it refused here, it would be refused for ever, and the rows that close
            // together with it as well.
            TaskError error =
                    TaskError.of(ErrorKind.CHILDREN_FAILED, "It is stored without what to do with its children");
            return Optional.of(Transition.FAIL_CHILDREN.of(parent).because(error));
        }
        if (policy.onChildFailure() == ChildFailurePolicy.FAIL_FAST) {
            List<StoredExecution> failures = ended.stream()
                    .filter(child -> child.status() != TaskStatus.COMPLETED)
                    .sorted(Comparator.comparingInt(child -> child.lineage().index()))
                    .toList();
            if (!failures.isEmpty()) {
                return Optional.of(Transition.FAIL_CHILDREN.of(parent).because(childrenFailed(failures)));
            }
        }
        if (parent.family().unfinished() > 0) {
            return Optional.empty();
        }
        return Optional.of(Transition.COMBINE.of(parent).inserting(combiningStep(parent, policy, ids.get())));
    }

    private static Change combiningStepEnded(StoredExecution parent, StoredExecution step) {
        // A root has nobody else to tell, and its children have all told it before the combining step began.
        boolean closed = parent.lineage().parentId() == null;
        if (step.status() == TaskStatus.COMPLETED) {
            return Transition.COMPLETE.of(parent).withOutputOf(step.id()).closed(closed);
        }
        TaskError error = TaskError.of(
                ErrorKind.FINALIZE_FAILED,
                "The combining step, " + named(step)
                        + (step.error() == null ? "" : ": " + step.error().message()));
        return Transition.FAIL_FINALIZE.of(parent).because(error).closed(closed);
    }

    private static TaskError childrenFailed(List<StoredExecution> failures) {
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
        return TaskError.of(ErrorKind.CHILDREN_FAILED, ErrorText.shortened(message.toString()));
    }

    private static String named(StoredExecution execution) {
        return "task " + execution.taskId() + ", execution " + execution.id() + ", is " + execution.status();
    }

    /** The combining step of a parent, as the one execution to insert. Its policy, if any, is its own body's affair. */
    static List<NewExecution> combiningStep(StoredExecution parent, ParentPolicy policy, ExecutionId id) {
        return List.of(new NewExecution(
                id,
                policy.finalizeTaskId(),
                parent.lineage().finalizeStep(parent.id()),
                Duration.ZERO,
                // A method of the parent's own bean is still the parent's work: with the options of this very parent.
                policy.finalizeTaskId().equals(parent.taskId()) ? parent.options() : EnqueueOptions.none(),
                null));
    }
}
