package dev.durable.spi;

import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule decided for one row. Times are durations: the store turns them into instants of the database's clock.
 *
 * @param status the status the row gets; never RUNNING, which only a claim gives
 * @param closed whether nobody needs to be told any more
 * @param countsAttempt whether the next claim is a further attempt
 * @param countsCrash whether an executor died with the body running
 * @param dueIn how long until the row may be claimed; matters for READY alone
 * @param error why the attempt or the execution did not complete
 * @param runOutput what a parent's body returned beside its children
 * @param output the output
 * @param outputOf the execution whose stored output becomes this row's; excludes {@code output}
 * @param policy how the row is advanced as a parent from now on; null if it is as before
 * @param inserts children or the combining step, inserted in the same transaction
 */
public record Change(
        TaskStatus status,
        boolean closed,
        boolean countsAttempt,
        boolean countsCrash,
        Duration dueIn,
        @Nullable TaskError error,
        @Nullable String runOutput,
        @Nullable String output,
        @Nullable ExecutionId outputOf,
        @Nullable ParentPolicy policy,
        List<NewExecution> inserts) {

    public Change {
        inserts = List.copyOf(inserts);
        if (status == TaskStatus.RUNNING) {
            throw new IllegalArgumentException("Only a claim makes an execution RUNNING");
        }
        if (closed && !status.finished()) {
            throw new IllegalArgumentException("Only what has finished is closed, not " + status);
        }
        if (output != null && outputOf != null) {
            throw new IllegalArgumentException("An output is given or taken from another execution, not both");
        }
        // Whoever spawns children counts them, and the policy is what says so: uncounted ones would be waited for
        // never, and counted down below zero.
        if (policy == null
                && inserts.stream().anyMatch(insert -> insert.lineage().role() == Role.CHILD)) {
            throw new IllegalArgumentException("Children are inserted by a change that spawns them, with a policy");
        }
    }

    /** A change to this status, and nothing else yet. */
    public static Change to(TaskStatus status) {
        return new Change(status, false, false, false, Duration.ZERO, null, null, null, null, null, List.of());
    }

    /** The same, with nobody to be told if {@code closed}. */
    public Change closed(boolean closed) {
        return new Change(
                status, closed, countsAttempt, countsCrash, dueIn, error, runOutput, output, outputOf, policy, inserts);
    }

    /** The same, with the next claim a further attempt, due after the delay. */
    public Change nextAttemptIn(Duration delay) {
        return new Change(
                status, closed, true, countsCrash, delay, error, runOutput, output, outputOf, policy, inserts);
    }

    /** The same, due after the delay. */
    public Change dueIn(Duration delay) {
        return new Change(
                status, closed, countsAttempt, countsCrash, delay, error, runOutput, output, outputOf, policy, inserts);
    }

    /** The same, with a crash counted. */
    public Change countingCrash() {
        return new Change(
                status, closed, countsAttempt, true, dueIn, error, runOutput, output, outputOf, policy, inserts);
    }

    /** The same, with the reason. */
    public Change because(@Nullable TaskError reason) {
        return new Change(
                status,
                closed,
                countsAttempt,
                countsCrash,
                dueIn,
                reason,
                runOutput,
                output,
                outputOf,
                policy,
                inserts);
    }

    /** The same, with what a parent's body returned beside its children. */
    public Change withRunOutput(@Nullable String encoded) {
        return new Change(
                status, closed, countsAttempt, countsCrash, dueIn, error, encoded, output, outputOf, policy, inserts);
    }

    /** The same, with the output. */
    public Change withOutput(@Nullable String encoded) {
        return new Change(
                status,
                closed,
                countsAttempt,
                countsCrash,
                dueIn,
                error,
                runOutput,
                encoded,
                outputOf,
                policy,
                inserts);
    }

    /** The same, with the output that another execution has stored. */
    public Change withOutputOf(ExecutionId other) {
        return new Change(
                status, closed, countsAttempt, countsCrash, dueIn, error, runOutput, output, other, policy, inserts);
    }

    /** The same, with what a store has found to be the output of {@link #outputOf()}. */
    public Change withOutputFound(@Nullable String encoded) {
        return new Change(
                status, closed, countsAttempt, countsCrash, dueIn, error, runOutput, encoded, null, policy, inserts);
    }

    /** The same, with a parent's body returned: how it is advanced, and what it has spawned. */
    public Change spawning(ParentPolicy howToAdvance, List<NewExecution> spawned) {
        return new Change(
                status,
                closed,
                countsAttempt,
                countsCrash,
                dueIn,
                error,
                runOutput,
                output,
                outputOf,
                howToAdvance,
                spawned);
    }

    /** The same, with executions to insert. */
    public Change inserting(List<NewExecution> executions) {
        return new Change(
                status,
                closed,
                countsAttempt,
                countsCrash,
                dueIn,
                error,
                runOutput,
                output,
                outputOf,
                policy,
                executions);
    }

    /** How many children the inserts bring, the combining step not counted. */
    public int children() {
        return (int) inserts.stream()
                .filter(insert -> insert.lineage().role() == Role.CHILD)
                .count();
    }
}
