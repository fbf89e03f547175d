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
 * @param notified whether no relative has to be notified any more
 * @param counts what it counts against the row
 * @param dueIn how long until the row may be claimed; matters for READY alone
 * @param error why the attempt or the execution did not complete
 * @param intermediate what a parent's body returned beside its children, or what an iteration hands to the next one
 * @param output the output
 * @param outputOf the execution whose stored output becomes this row's; excludes {@code output}
 * @param policy how the row is advanced as a parent from now on; null if it is as before
 * @param inserts children or the combine step, inserted in the same transaction
 * @param sleep how the row sleeps from now on; null unless it becomes SLEEPING
 */
public record Change(
        TaskStatus status,
        boolean notified,
        Counts counts,
        Duration dueIn,
        @Nullable TaskError error,
        @Nullable String intermediate,
        @Nullable String output,
        @Nullable ExecutionId outputOf,
        @Nullable ParentPolicy policy,
        List<NewExecution> inserts,
        @Nullable Sleep sleep) {

    /** What a change counts against its row. */
    public enum Counts {
        /** Nothing. */
        NOTHING,
        /** The next claim is a further attempt. */
        ATTEMPT,
        /** An executor died with the body running. */
        CRASH,
        /** The next claim is the first attempt of a further iteration. */
        ITERATION
    }

    /**
     * How a row sleeps.
     *
     * @param key the key under which it is woken up
     * @param longest how long it sleeps at most
     */
    public record Sleep(String key, Duration longest) {}

    public Change {
        inserts = List.copyOf(inserts);
        if (status == TaskStatus.RUNNING) {
            throw new IllegalArgumentException("Only a claim makes an execution RUNNING");
        }
        if (notified && !status.finished()) {
            throw new IllegalArgumentException("Only what has finished is closed, not " + status);
        }
        if (output != null && outputOf != null) {
            throw new IllegalArgumentException("An output is given or taken from another execution, not both");
        }
        if ((sleep != null) != (status == TaskStatus.SLEEPING)) {
            throw new IllegalArgumentException("What sleeps, and only that, has a key to wake it up");
        }
    }

    /** A change to this status, and nothing else yet. */
    public static Change to(TaskStatus status) {
        return new Change(status, false, Counts.NOTHING, Duration.ZERO, null, null, null, null, null, List.of(), null);
    }

    /** A change to SLEEPING. */
    public static Change toSleep(String key, Duration longest) {
        return new Change(
                TaskStatus.SLEEPING,
                false,
                Counts.NOTHING,
                Duration.ZERO,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                new Sleep(key, longest));
    }

    /** The same, with no relatives to notify if {@code notified}. */
    public Change notified(boolean notified) {
        return new Change(
                status, notified, counts, dueIn, error, intermediate, output, outputOf, policy, inserts, sleep);
    }

    /** The same, with the next claim a further attempt, due after the delay. */
    public Change nextAttemptIn(Duration delay) {
        return counting(Counts.ATTEMPT).dueIn(delay);
    }

    /** The same, with the next claim a further iteration, due after the delay, which is handed the state. */
    public Change nextIterationIn(Duration delay, @Nullable String state) {
        return counting(Counts.ITERATION).dueIn(delay).withIntermediate(state);
    }

    /** The same, due after the delay. */
    public Change dueIn(Duration delay) {
        return new Change(
                status, notified, counts, delay, error, intermediate, output, outputOf, policy, inserts, sleep);
    }

    /** The same, with a crash counted. */
    public Change countingCrash() {
        return counting(Counts.CRASH);
    }

    private Change counting(Counts what) {
        return new Change(status, notified, what, dueIn, error, intermediate, output, outputOf, policy, inserts, sleep);
    }

    /** The same, with the reason. */
    public Change because(@Nullable TaskError reason) {
        return new Change(
                status, notified, counts, dueIn, reason, intermediate, output, outputOf, policy, inserts, sleep);
    }

    /** The same, with what a parent's body returned beside its children. */
    public Change withIntermediate(@Nullable String encoded) {
        return new Change(status, notified, counts, dueIn, error, encoded, output, outputOf, policy, inserts, sleep);
    }

    /** The same, with the output. */
    public Change withOutput(@Nullable String encoded) {
        return new Change(
                status, notified, counts, dueIn, error, intermediate, encoded, outputOf, policy, inserts, sleep);
    }

    /** The same, with the output that another execution has stored, which may be none. */
    public Change withOutputOf(ExecutionId other) {
        return new Change(status, notified, counts, dueIn, error, intermediate, output, other, policy, inserts, sleep);
    }

    /** The same, with what a store has found to be the output of {@link #outputOf()}. */
    public Change withOutputFound(@Nullable String encoded) {
        return new Change(status, notified, counts, dueIn, error, intermediate, encoded, null, policy, inserts, sleep);
    }

    /** The same, with a parent's body returned: how it is advanced, and what it has spawned. */
    public Change spawning(ParentPolicy howToAdvance, List<NewExecution> spawned) {
        return new Change(
                status, notified, counts, dueIn, error, intermediate, output, outputOf, howToAdvance, spawned, sleep);
    }

    /** The same, with executions to insert; children among them count as further ones. */
    public Change inserting(List<NewExecution> executions) {
        return new Change(
                status, notified, counts, dueIn, error, intermediate, output, outputOf, policy, executions, sleep);
    }

    /** Whether the next claim is a further attempt. */
    public boolean countsAttempt() {
        return counts == Counts.ATTEMPT;
    }

    /** Whether an executor died with the body running. */
    public boolean countsCrash() {
        return counts == Counts.CRASH;
    }

    /** Whether the next claim is the first attempt of a further iteration. */
    public boolean countsIteration() {
        return counts == Counts.ITERATION;
    }

    /** How many children the inserts bring, the combine step not counted. */
    public int children() {
        return (int) inserts.stream()
                .filter(insert -> insert.lineage().role() == Role.CHILD)
                .count();
    }

    /** Whether the error that is stored is taken away: what has gone well has none. */
    public boolean clearsError() {
        return status == TaskStatus.COMPLETED || countsIteration();
    }
}
