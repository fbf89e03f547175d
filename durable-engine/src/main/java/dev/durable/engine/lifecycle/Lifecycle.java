package dev.durable.engine.lifecycle;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.WakeRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The rules about one execution by itself. */
public final class Lifecycle {

    /** The error message of what a caller cancelled. */
    public static final String BY_CALLER = "Cancelled by a caller";

    private final Supplier<ExecutionId> ids;
    private final Supplier<Double> chance;
    private final int maxCrashes;

    /**
     * @param ids where new executions get their ids
     * @param chance numbers from 0 (inclusive) to 1 (exclusive), for jitter
     * @param maxCrashes how often an executor may die with an execution's body running before it fails
     */
    public Lifecycle(Supplier<ExecutionId> ids, Supplier<Double> chance, int maxCrashes) {
        this.ids = ids;
        this.chance = chance;
        this.maxCrashes = maxCrashes;
    }

    /** What an attempt's outcome does to its row, which is claimed by that attempt. */
    public RowRule writeBack(RunOutcome outcome) {
        return row -> Optional.of(decide(row, outcome));
    }

    private Change decide(StoredExecution row, RunOutcome outcome) {
        if (outcome instanceof RunOutcome.Completed completed) {
            return Transition.COMPLETE.of(row).withOutput(completed.output()).notified(true);
        } else if (outcome instanceof RunOutcome.Spawned spawned) {
            return spawn(row, spawned);
        } else if (outcome instanceof RunOutcome.Failed failed) {
            // Finished by its own attempt, so it has no relatives but its parent, which is told in the same
            // transaction.
            return failed(row, failed, true);
        } else if (outcome instanceof RunOutcome.ClaimReturned returned) {
            return Transition.RETURN_CLAIM.of(row).dueIn(returned.dueIn());
        } else if (outcome instanceof RunOutcome.Iterated iterated) {
            return Transition.ITERATE.of(row).nextIterationIn(iterated.delay(), iterated.state());
        } else if (outcome instanceof RunOutcome.Sleeps sleeps) {
            return Transition.sleep(row, sleeps.key(), sleeps.longest());
        }
        throw new IllegalArgumentException("An outcome of a kind that does not exist: " + outcome);
    }

    private Change spawn(StoredExecution row, RunOutcome.Spawned spawned) {
        if (!spawned.children().isEmpty()) {
            return Transition.SPAWN
                    .of(row)
                    .withIntermediate(spawned.runOutput())
                    .spawning(spawned.policy(), spawned.children());
        }
        String combineTaskId = spawned.policy().combineTaskId();
        if (combineTaskId == null) {
            return Transition.COMPLETE
                    .of(row)
                    .withIntermediate(spawned.runOutput())
                    .spawning(spawned.policy(), List.of())
                    .notified(true);
        }
        return Transition.COMBINE
                .of(row)
                .withIntermediate(spawned.runOutput())
                .spawning(spawned.policy(), FamilyLife.combineStep(row, combineTaskId, ids.get()));
    }

    private Change failed(StoredExecution row, RunOutcome.Failed failed, boolean notified) {
        int attempt = row.claim().attempt();
        TaskError error = failed.error();
        if (error.retryable() && attempt <= failed.options().maxRetries()) {
            Duration delay = failed.retryAfter();
            return Transition.RETRY
                    .of(row)
                    .because(error)
                    .nextAttemptIn(
                            delay != null ? delay : RetryPolicy.delayAfter(failed.options(), attempt, chance.get()));
        }
        Transition end = error.kind() == ErrorKind.TIMED_OUT ? Transition.TIME_OUT : Transition.FAIL;
        return end.of(row).because(error).notified(notified);
    }

    /** An execution whose executor has died: it runs again, unless that has happened too often. */
    public RowRule rescue() {
        return row -> {
            int crashes = row.claim().crashes() + 1;
            if (crashes <= maxCrashes) {
                return Optional.of(Transition.RESCUE.of(row).countingCrash());
            }
            TaskError error = TaskError.of(
                    ErrorKind.CRASHED,
                    "Gave up after " + crashes + " server crashes during this execution (limit " + maxCrashes + ")");
            return Optional.of(
                    Transition.FAIL.of(row).countingCrash().because(error).notified(noRelatives(row)));
        };
    }

    /**
     * An execution past its expiry although its executor lives: its attempt counts as timed out.
     *
     * @param options the options in force; empty leaves the row to an executor that knows its task
     */
    public RowRule overdue(Function<StoredExecution, Optional<TaskOptions>> options) {
        return row -> options.apply(row).map(known -> {
            TaskError error = TaskError.of(
                    ErrorKind.TIMED_OUT,
                    "The attempt went on past its timeout of " + known.timeout() + " and did not end");
            return failed(row, new RunOutcome.Failed(error, known), noRelatives(row));
        });
    }

    /** An execution that its executor returns without having run it to an end. */
    public RowRule returnClaims() {
        return row -> Optional.of(Transition.RETURN_CLAIM.of(row));
    }

    /**
     * An execution that somebody wants to end.
     *
     * @param reason stored as its error message
     */
    public RowRule cancel(String reason) {
        return row -> {
            if (row.status().finished()) {
                return Optional.empty();
            }
            return Optional.of(Transition.CANCEL
                    .of(row)
                    .because(TaskError.of(ErrorKind.CANCELLED, reason))
                    .notified(noRelatives(row)));
        };
    }

    /** An unfinished execution whose deadline has passed. */
    public RowRule passDeadline() {
        return row -> {
            if (row.status().finished()) {
                return Optional.empty();
            }
            String what =
                    row.status() == TaskStatus.SLEEPING ? "Not woken up before its deadline" : "Deadline exceeded";
            TaskError error = new TaskError(ErrorKind.TIMED_OUT, what, null, null, false);
            return Optional.of(Transition.PASS_DEADLINE.of(row).because(error).notified(noRelatives(row)));
        };
    }

    /** An execution of a sleeping task that somebody wakes up, by its key or by its id. */
    public WakeRule wake() {
        return (row, wake) -> {
            // What waits for children under this task id is older than the sleeping task that has the id by now.
            // Refused here, its command would be refused indefinitely, and those behind it with it.
            if (!Transition.WAKE.allowedFrom(row.status()) || !row.taskId().equals(wake.taskId())) {
                return Optional.empty();
            }
            TaskError failure = wake.failure();
            Change end = failure == null
                    ? Transition.WAKE.of(row).withOutput(wake.output())
                    : Transition.REPORT.of(row).because(failure);
            return Optional.of(end.notified(noRelatives(row)));
        };
    }

    /** Whether a row that finishes outside its own attempt has no relative: otherwise closing tells them. */
    private static boolean noRelatives(StoredExecution row) {
        return row.lineage().parentId() == null
                && row.status() != TaskStatus.WAITING_FOR_CHILDREN
                && row.status() != TaskStatus.WAITING_FOR_COMBINE;
    }
}
