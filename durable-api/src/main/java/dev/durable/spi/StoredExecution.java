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
 * @param closed whether its relatives know that it has finished; false while it has not
 * @param claim who may write back what
 * @param family its children, seen from the parent
 * @param options what it does differently from its task
 * @param payloads what user code wrote; a store may leave it empty where a rule decides
 * @param error why it did not complete, or why the last attempt failed
 * @param times when what happened, by the database's clock
 */
public record StoredExecution(
        ExecutionId id,
        String taskId,
        Lineage lineage,
        TaskStatus status,
        boolean closed,
        Claim claim,
        Family family,
        EnqueueOptions options,
        Payloads payloads,
        @Nullable TaskError error,
        Times times) {

    /**
     * The fence around attempts.
     *
     * @param token grows with each claim of the row; what an attempt writes back must carry the current one
     * @param attempt the number of the attempt, from 1; grows only when a failed attempt is followed by another
     * @param crashes how often an executor died with this execution's body running
     * @param owner the executor that runs it; null unless RUNNING
     */
    public record Claim(
            long token, int attempt, int crashes, @Nullable ExecutorId owner) {}

    /**
     * The children, seen from the parent.
     *
     * @param children how many were spawned, the combining step not counted
     * @param unfinished how many of them have not told their parent yet
     * @param policy how to advance; null until the body of a parent has returned
     */
    public record Family(
            int children, int unfinished, @Nullable ParentPolicy policy) {

        public Family {
            if (unfinished < 0 || unfinished > children) {
                throw new IllegalArgumentException(
                        "Of " + children + " children, 0 to " + children + " are unfinished, not " + unfinished);
            }
        }

        /** After some more children have told their parent. */
        public Family told(int count) {
            return new Family(children, unfinished - count, policy);
        }
    }

    /**
     * What user code wrote, encoded.
     *
     * @param input the input; null for a combining step
     * @param runOutput what a parent's body returned beside its children
     * @param output the output of a completed execution
     */
    public record Payloads(
            @Nullable String input,
            @Nullable String runOutput,
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
     * @param expires when a claim counts as overdue although its owner lives; null unless RUNNING
     * @param finished when it reached a finished status
     */
    public record Times(
            Instant created,
            Instant due,
            @Nullable Instant started,
            @Nullable Instant expires,
            @Nullable Instant finished) {}

    /** Whether this row is still claimed under that token. */
    public boolean heldUnder(long token) {
        return status == TaskStatus.RUNNING && claim.token() == token;
    }

    /** The row as it is inserted. */
    public static StoredExecution inserted(NewExecution execution, Instant now) {
        return new StoredExecution(
                execution.id(),
                execution.taskId(),
                execution.lineage(),
                TaskStatus.READY,
                false,
                new Claim(0, 1, 0, null),
                new Family(0, 0, null),
                execution.options(),
                new Payloads(execution.input(), null, null),
                null,
                new Times(now, now.plus(execution.delay()), null, null, null));
    }

    /** The row after an executor has claimed it. */
    public StoredExecution claimed(ExecutorId owner, Instant now, Instant expires) {
        return new StoredExecution(
                id,
                taskId,
                lineage,
                TaskStatus.RUNNING,
                false,
                new Claim(claim.token() + 1, claim.attempt(), claim.crashes(), owner),
                family,
                options,
                payloads,
                error,
                new Times(times.created(), times.due(), now, expires, null));
    }

    /** The row after some of its children have told it that they have finished. */
    public StoredExecution told(int count) {
        return new StoredExecution(
                id, taskId, lineage, status, closed, claim, family.told(count), options, payloads, error, times);
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
        return new StoredExecution(
                id,
                taskId,
                lineage,
                to,
                change.closed(),
                new Claim(
                        claim.token(),
                        claim.attempt() + (change.countsAttempt() ? 1 : 0),
                        claim.crashes() + (change.countsCrash() ? 1 : 0),
                        null),
                change.policy() != null ? new Family(change.children(), change.children(), change.policy()) : family,
                options,
                new Payloads(
                        payloads.input(),
                        change.runOutput() != null ? change.runOutput() : payloads.runOutput(),
                        change.output()),
                to == TaskStatus.COMPLETED ? null : change.error() != null ? change.error() : error,
                new Times(
                        times.created(),
                        to == TaskStatus.READY ? now.plus(change.dueIn()) : times.due(),
                        times.started(),
                        null,
                        to.finished() ? now : null));
    }

    /**
     * The row after a change by a verb, or by a family rule, that tells no parent.
     *
     * @throws IllegalStateException as {@link #after}, and if the change closes a row that has a parent: nobody would
     *     ever tell the parent, and it would wait for ever
     */
    public StoredExecution afterUntold(Change change, Instant now) {
        if (change.closed() && lineage.parentId() != null) {
            throw new IllegalStateException("Execution " + id + " would be closed and its parent never told");
        }
        return after(change, now);
    }

    /** The row after its relatives have been told. */
    public StoredExecution markedClosed() {
        return new StoredExecution(id, taskId, lineage, status, true, claim, family, options, payloads, error, times);
    }
}
