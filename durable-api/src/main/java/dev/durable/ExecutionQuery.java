package dev.durable;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which executions to list or count.
 *
 * <pre>{@code
 * ExecutionQuery.all().ofTask("chargeCard").in(TaskStatus.FAILED, TaskStatus.TIMED_OUT).youngerThan(Duration.ofDays(1))
 * }</pre>
 *
 * @param taskId of this task only; null for all
 * @param statuses in one of these statuses only; empty for all
 * @param olderThan enqueued longer ago than this only; null for all
 * @param youngerThan enqueued less long ago than this only; null for all
 * @param rootsOnly whether what was spawned by others is left out
 */
public record ExecutionQuery(
        @Nullable String taskId,
        Set<TaskStatus> statuses,
        @Nullable Duration olderThan,
        @Nullable Duration youngerThan,
        boolean rootsOnly) {

    private static final ExecutionQuery ALL = new ExecutionQuery(null, Set.of(), null, null, false);

    public ExecutionQuery {
        statuses = statuses.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(statuses));
        if (olderThan != null && olderThan.isNegative() || youngerThan != null && youngerThan.isNegative()) {
            throw new IllegalArgumentException("An age is zero or more, not " + olderThan + ", " + youngerThan);
        }
    }

    /** All executions. */
    public static ExecutionQuery all() {
        return ALL;
    }

    /** The same, of one task. */
    public ExecutionQuery ofTask(String taskId) {
        return new ExecutionQuery(taskId, statuses, olderThan, youngerThan, rootsOnly);
    }

    /** The same, in one of these statuses. */
    public ExecutionQuery in(TaskStatus first, TaskStatus... others) {
        return new ExecutionQuery(taskId, EnumSet.of(first, others), olderThan, youngerThan, rootsOnly);
    }

    /** The same, enqueued longer ago. */
    public ExecutionQuery olderThan(Duration age) {
        return new ExecutionQuery(taskId, statuses, age, youngerThan, rootsOnly);
    }

    /** The same, enqueued less long ago. */
    public ExecutionQuery youngerThan(Duration age) {
        return new ExecutionQuery(taskId, statuses, olderThan, age, rootsOnly);
    }

    /** The same, without what others have spawned. */
    public ExecutionQuery withoutSpawned() {
        return new ExecutionQuery(taskId, statuses, olderThan, youngerThan, true);
    }
}
