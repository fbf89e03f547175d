package dev.durable.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an executor wants to claim.
 *
 * @param executor who claims
 * @param executorName what an operator calls it
 * @param tasks the ids of the tasks it has registered, each with how long a claim lasts before it counts as overdue:
 *     the task's timeout where the execution has none of its own
 * @param deadlines of those of them whose executions have a deadline: how long after the first claim, where it was not
 *     set when the execution was inserted
 * @param leeway what is added to every timeout before a claim counts as overdue
 * @param limit how many at most, from 1
 * @param suspects whether one execution may be claimed that has crashed executors {@code suspectAfter} times or more
 * @param suspectAfter from how many crashes on an execution is claimed one at a time
 */
public record ClaimQuery(
        ExecutorId executor,
        String executorName,
        Map<String, Duration> tasks,
        Map<String, Duration> deadlines,
        Duration leeway,
        int limit,
        boolean suspects,
        int suspectAfter) {

    public ClaimQuery {
        tasks = Map.copyOf(tasks);
        deadlines = Map.copyOf(deadlines);
        if (limit < 1) {
            throw new IllegalArgumentException("A claim asks for at least one execution, not " + limit);
        }
    }

    /** How long a claim of that row may last. */
    public Duration claimExpiry(StoredExecution row) {
        Duration own = row.options().timeout();
        return (own != null ? own : tasks.getOrDefault(row.taskId(), Duration.ZERO)).plus(leeway);
    }

    /** The row claimed at that moment: the one place that says what a claim does. */
    public StoredExecution claim(StoredExecution row, Instant now) {
        Duration deadline = row.claim().token() == 0 && row.times().deadline() == null ? deadline(row) : null;
        StoredExecution claimed = row.claimed(executor, executorName, now, now.plus(claimExpiry(row)));
        return deadline == null ? claimed : claimed.endingAt(now.plus(deadline));
    }

    /** A combine step has its parent's options, which come before its task's. */
    private @Nullable Duration deadline(StoredExecution row) {
        Duration own = row.options().deadline();
        return own != null ? own : deadlines.get(row.taskId());
    }
}
