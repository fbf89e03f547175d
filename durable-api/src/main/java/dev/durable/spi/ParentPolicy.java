package dev.durable.spi;

import dev.durable.ChildFailurePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What advancing a parent needs, stored with it when its body has returned, so that any executor can advance it
 * whether or not it knows the task.
 *
 * @param onChildFailure what a child's failure does
 * @param combineTaskId the task of the combine step; the parent's own where a method of its bean combines; null
 *     where there is no such step: the parent completes with its children, and its output is read from their rows
 * @param quorum how many children have to complete; 0 for all
 * @param steps the tasks of a sequence in their order; empty if its children run side by side
 */
public record ParentPolicy(
        ChildFailurePolicy onChildFailure, @Nullable String combineTaskId, int quorum, List<String> steps) {

    public ParentPolicy {
        steps = List.copyOf(steps);
        if (!steps.isEmpty() && (combineTaskId != null || quorum != 0)) {
            throw new IllegalArgumentException("A sequence has neither a combine step nor a quorum");
        }
    }

    /** Children side by side, all of them waited for. */
    public ParentPolicy(ChildFailurePolicy onChildFailure, @Nullable String combineTaskId) {
        this(onChildFailure, combineTaskId, 0, List.of());
    }

    /** Children one after the other. */
    public static ParentPolicy sequence(List<String> steps) {
        return new ParentPolicy(ChildFailurePolicy.FAIL_FAST, null, 0, steps);
    }

    /** The same, with so many children that have to complete. */
    public ParentPolicy withQuorum(int completed) {
        return new ParentPolicy(onChildFailure, combineTaskId, completed, steps);
    }

    /** Whether the children run one after the other. */
    public boolean isSequence() {
        return !steps.isEmpty();
    }
}
