package dev.durable.spi;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row, as a store read it or has just written it.
 *
 * @param id its id
 * @param taskId its task
 * @param lineage its place in its tree
 * @param status where it stands
 * @param notified whether its relatives have been notified of its end; NOT_YET while it has not finished
 * @param claim who may write back what
 * @param family its children, seen from the parent
 * @param options what it does differently from its task
 * @param payloads what user code wrote; a store may leave it empty where a rule decides
 * @param error why it did not complete, or why the last attempt failed
 * @param times when what happened, by the database's clock
 * @param wakeKey the key under which it sleeps, slept or was to sleep; null elsewhere
 */
public record StoredExecution(
        ExecutionId id,
        String taskId,
        Lineage lineage,
        TaskStatus status,
        Notified notified,
        Claim claim,
        Family family,
        EnqueueOptions options,
        Payloads payloads,
        @Nullable TaskError error,
        Times times,
        @Nullable String wakeKey) {

    /** Whether the relatives of a finished execution have been notified. */
    public enum Notified {
        /** The relatives have not been notified, or the execution has not finished. */
        NOT_YET,
        /** The relatives have been notified, or there are none. */
        YES,
        /** The parent was notified when it no longer waited for its children: what it combines is without this one. */
        TOO_LATE
    }

    /**
     * The fence around attempts.
     *
     * @param token grows with each claim of the row; what an attempt writes back must carry the current one
     * @param attempt the number of the attempt, from 1; grows only when a failed attempt is followed by another
     * @param crashes how often an executor died with this execution's body running, in this iteration
     * @param iteration the number of the iteration, from 1
     * @param owner the executor that runs it; null unless RUNNING
     * @param executor the name of the executor that claimed it last; null if none did
     */
    public record Claim(
            long token,
            int attempt,
            int iteration,
            int crashes,
            @Nullable ExecutorId owner,
            @Nullable String executor) {

        Claim counted(Change change) {
            return new Claim(
                    token,
                    change.countsIteration() ? 1 : attempt + (change.countsAttempt() ? 1 : 0),
                    iteration + (change.countsIteration() ? 1 : 0),
                    change.countsIteration() ? 0 : crashes + (change.countsCrash() ? 1 : 0),
                    null,
                    executor);
        }
    }

    /**
     * The children, seen from the parent.
     *
     * @param children how many were spawned, the combine step not counted
     * @param unfinished how many of them have not notified their parent yet
     * @param completed how many of them have notified their parent that they have completed
     * @param policy how to advance; null until the body of a parent has returned
     */
    public record Family(
            int children,
            int unfinished,
            int completed,
            @Nullable ParentPolicy policy) {

        public Family {
            if (unfinished < 0 || unfinished > children) {
                throw new IllegalArgumentException(
                        "Of " + children + " children, 0 to " + children + " are unfinished, not " + unfinished);
            }
            if (completed < 0 || completed > children - unfinished) {
                throw new IllegalArgumentException("Of " + children + " children with " + unfinished
                        + " unfinished, not " + completed + " can have completed");
            }
        }

        /** Without children. */
        public static final Family NONE = new Family(0, 0, 0, null);

        /** After some more children have notified their parent, some of them that they have completed. */
        public Family notifiedBy(int count, int completedOfThem) {
            return new Family(children, unfinished - count, completed + completedOfThem, policy);
        }

        /** How many children have notified their parent that they have finished without completing. */
        public int failed() {
            return children - unfinished - completed;
        }

        Family after(Change change) {
            int added = change.children();
            return change.policy() != null
                    ? new Family(added, added, 0, change.policy())
                    : new Family(children + added, unfinished + added, completed, policy);
        }
    }

    /**
     * What user code wrote, encoded.
     *
     * @param input the input; null for a combine step
     * @param intermediate what a parent's body returned beside its children, or what an iteration handed to the next one
     * @param output the output of a completed execution; null where it is read from relatives
     */
    public record Payloads(
            @Nullable String input,
            @Nullable String intermediate,
            @Nullable String output) {

        /** Nothing written, or nothing read. */
        public static final Payloads NONE = new Payloads(null, null, null);
    }

    /**
     * When what happened.
     *
     * @param created when it was inserted
     * @param due from when on it may be claimed
     * @param started when it was claimed last
     * @param claimExpires when a claim counts as overdue although its owner lives; null unless RUNNING
     * @param finished when it reached a finished status
     * @param deadline when it ends at the latest; null for no limit
     */
    public record Times(
            Instant created,
            Instant due,
            @Nullable Instant started,
            @Nullable Instant claimExpires,
            @Nullable Instant finished,
            @Nullable Instant deadline) {}

    /** Whether its relatives know that it has finished. */
    public boolean isNotified() {
        return notified != Notified.NOT_YET;
    }

    /** Whether this row is still claimed under that token. */
    public boolean heldUnder(long token) {
        return status == TaskStatus.RUNNING && claim.token() == token;
    }

    /** The row after an executor has claimed it. */
    public StoredExecution claimed(ExecutorId owner, String executor, Instant now, Instant expires) {
        return new StoredExecution(
                id,
                taskId,
                lineage,
                TaskStatus.RUNNING,
                Notified.NOT_YET,
                new Claim(claim.token() + 1, claim.attempt(), claim.iteration(), claim.crashes(), owner, executor),
                family,
                options,
                payloads,
                error,
                new Times(times.created(), times.due(), now, expires, null, times.deadline()),
                wakeKey);
    }

    /** The row with a deadline. */
    public StoredExecution endingAt(Instant deadline) {
        return withTimes(new Times(
                times.created(), times.due(), times.started(), times.claimExpires(), times.finished(), deadline));
    }

    /** The row after some of its children have notified it that they have finished, some of them that they completed. */
    public StoredExecution notifiedBy(int count, int completed) {
        return new StoredExecution(
                id,
                taskId,
                lineage,
                status,
                notified,
                claim,
                family.notifiedBy(count, completed),
                options,
                payloads,
                error,
                times,
                wakeKey);
    }

    /**
     * The row after a change: the one place that says which fields follow from a status. What leaves RUNNING has no
     * owner and no expiry, what is READY is due, what has finished has its time.
     *
     * @param change what a rule decided
     * @param now the database's clock
     * @throws IllegalStateException if this row has finished: a finished row keeps its status and its outcome
     */
    public StoredExecution after(Change change, Instant now) {
        if (status.finished()) {
            throw new IllegalStateException(
                    "Execution " + id + " has finished as " + status + " and cannot become " + change.status());
        }
        TaskStatus to = change.status();
        Change.Sleep sleep = change.sleep();
        return new StoredExecution(
                id,
                taskId,
                lineage,
                to,
                change.notified() ? Notified.YES : Notified.NOT_YET,
                claim.counted(change),
                family.after(change),
                options,
                new Payloads(
                        payloads.input(),
                        change.intermediate() != null ? change.intermediate() : payloads.intermediate(),
                        change.output()),
                change.clearsError() ? null : change.error() != null ? change.error() : error,
                new Times(
                        times.created(),
                        to == TaskStatus.READY ? now.plus(change.dueIn()) : times.due(),
                        times.started(),
                        null,
                        to.finished() ? now : null,
                        sleep == null ? times.deadline() : earlier(times.deadline(), now.plus(sleep.longest()))),
                sleep == null ? wakeKey : sleep.key());
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }

    /**
     * The row after a change by a verb, or by a family rule, that notifies no parent.
     *
     * @throws IllegalStateException as {@link #after}, and if the change closes a row that has a parent: the parent
     *     would never be notified, and would wait indefinitely
     */
    public StoredExecution afterUnnotified(Change change, Instant now) {
        if (change.notified() && lineage.parentId() != null) {
            throw new IllegalStateException("Execution " + id + " would be closed without notifying its parent");
        }
        return after(change, now);
    }

    /** The row after its relatives have been notified. */
    public StoredExecution markedNotified() {
        return with(Notified.YES);
    }

    /** The row after its parent has been notified too late. */
    public StoredExecution markedTooLate() {
        return with(Notified.TOO_LATE);
    }

    private StoredExecution with(Notified other) {
        return new StoredExecution(
                id, taskId, lineage, status, other, claim, family, options, payloads, error, times, wakeKey);
    }

    /** The row with other payloads. */
    public StoredExecution withPayloads(Payloads other) {
        return new StoredExecution(
                id, taskId, lineage, status, notified, claim, family, options, other, error, times, wakeKey);
    }

    /** The row with other times. */
    public StoredExecution withTimes(Times other) {
        return new StoredExecution(
                id, taskId, lineage, status, notified, claim, family, options, payloads, error, other, wakeKey);
    }
}
