package dev.durable.spi;

import dev.durable.ExecutionId;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Where executions are stored: few verbs, each one transaction over a whole batch, in a number of statements that
 * does not grow with the batch.
 *
 * <p>{@link #insert}, {@link #submit} and {@link #writeBackInTransaction} join the caller's transaction. The first two lock nothing
 * that exists. All other verbs run in a transaction of their own, and must be called without one. Rows and their
 * parents are locked deepest first, then by id; background verbs skip what others have locked. A store retries what a
 * deadlock or a lock timeout undid. Every verb throws {@link dev.durable.StoreException} when the database cannot be
 * asked or refuses, and {@link IllegalStateException} when a transaction is active that it must not join.
 *
 * <p>Rules belong to the caller. What a rule throws passes to the caller as it was thrown and undoes the whole verb,
 * neighbours included; to keep one bad row from failing its batch, the caller calls again for each row by itself.
 *
 * <p>{@link #writeBack} and {@link #close} are the verbs that notify parents. In the others and in what a {@link FamilyRule}
 * decides, a change must not close a row that has a parent: it is refused with an {@code IllegalStateException}, since
 * that parent would never be notified. So is a change to a row that has finished.
 */
public interface TaskExecutionStore extends AutoCloseable {

    /**
     * Inserts executions, all or none, in the caller's transaction if there is one.
     *
     * @throws dev.durable.StoreException also if one of the ids is stored already
     */
    void insert(List<NewExecution> executions);

    /**
     * Inserts executions of which each may be there already, under its id or, if it sleeps, under its key. All or none,
     * in the caller's transaction if there is one, which stays usable in any case. Where another transaction is just
     * inserting the same, its end is waited for.
     *
     * @return the conflicting executions, which kept the whole from being inserted; empty if all were inserted
     */
    Set<ExecutionId> insertIfAbsent(List<NewExecution> executions);

    /** Stores commands (to cancel or to wake up), in the caller's transaction if there is one. Repeats do no harm. */
    void submit(List<Command> commands);

    /**
     * Claims due executions of the given tasks, one of each task first and then the oldest due time, skipping what others
     * have locked and what is past its deadline. Each becomes RUNNING, its token grows by one, and the claim expires after
     * the timeout and the leeway.
     */
    Claimed claim(ClaimQuery query);

    /**
     * Writes back the outcomes of attempts. Each is judged by itself: a superseded one is refused and leaves no trace.
     * An execution that finishes closed notifies its parent in this transaction, all children of one parent together. A
     * parent that has finished itself is lowered by their number, and the rule is not asked. A child whose
     * parent no longer waits for its children is marked {@code TOO_LATE}.
     *
     * <p>A child to insert that sleeps under a key which is in use is stored as FAILED instead. An attempt that is
     * followed by another one is kept as {@link StoredAttempt}, here and in {@link #sweep}.
     *
     * <p>A store may split a batch that keeps meeting other transactions. It throws only if nothing was committed;
     * otherwise it answers what was, and names the rest as {@link Written#unwritten()}.
     *
     * @param writeBacks at most one for each execution
     * @param family what the ends mean to a parent
     */
    Written writeBack(List<WriteBack> writeBacks, FamilyRule family);

    /**
     * Writes back the outcome of one attempt in the transaction that its body ran in, which must be active, as the last
     * thing before its commit. Fenced as in {@link #writeBack}, but by the write alone: no parent is locked or notified, so
     * that the transaction holds no row that others wait for. An execution that finishes here with a parent stays open,
     * and {@link #close} notifies the parent.
     *
     * @param claimed the row as it was claimed for the attempt
     * @param change what to write; it closes the row only if that has no parent
     * @return what was written; the row among the refused if it is no longer claimed under that token, with the
     *     transaction then marked for rollback
     */
    Written writeBackInTransaction(StoredExecution claimed, Change change);

    /**
     * Wakes up a sleeping execution at once. By key: the one that sleeps under it; if none does, the latest one that
     * did, unless the wake is for the next one; if there is none at all, or the wake is for the next one, it is kept.
     *
     * @param keep how long it is kept
     * @param rule what to write to the execution that is found
     */
    Woken wake(Wake wake, Duration keep, WakeRule rule);

    /**
     * Applies stored commands to wake up, oldest first, as {@link #wake} does, skipping what others have locked; then
     * delivers kept wakes, oldest first, to executions that sleep under their keys by now. A kept wake that is not for
     * the next execution ends with the execution that another wake was delivered to; one that was kept for too long
     * ends.
     *
     * @param limit how many of either at most
     * @param keep how long wakes are kept
     * @param rule what to write to an execution that is found
     */
    Written deliver(int limit, Duration keep, WakeRule rule);

    /**
     * Locks one row, lets the rule decide, and writes.
     *
     * @return the row as it stands now in {@link Written#changed()}, whether or not the rule changed it; nothing if
     *     there is no such row
     */
    Written update(ExecutionId id, RowRule rule);

    /**
     * Lets a rule decide about the rows in a condition, skipping what others have locked.
     *
     * @param condition which rows
     * @param limit how many at most
     * @param rule what to write to each
     */
    Written sweep(SweepCondition condition, int limit, RowRule rule);

    /**
     * Closes finished rows that have no unfinished children and no unfinished combine step: notifies each one's parent
     * and marks it {@code YES}, or {@code TOO_LATE}, in one transaction. A parent that has finished itself is lowered by their number,
     * and the rule is not asked.
     *
     * @param limit how many at most
     * @param family what the ends mean to a parent
     */
    Written close(int limit, FamilyRule family);

    /**
     * Renews an executor's lease, or begins it. Deletes executors whose leases expired long ago and that own nothing.
     */
    void renew(Renewal renewal);

    /** Ends an executor's lease at once. What it still owns counts as expired from now on. */
    void release(ExecutorId executor);

    /** Reads without locking. */
    TaskExecutionViews views();

    /** Returns what the store holds. The database keeps everything. */
    @Override
    void close();
}
