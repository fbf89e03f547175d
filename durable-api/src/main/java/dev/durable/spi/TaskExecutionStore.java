package dev.durable.spi;

import dev.durable.ExecutionId;
import java.util.List;

/**
 * Where executions are stored: few verbs, each one transaction over a whole batch, in a number of statements that
 * does not grow with the batch.
 *
 * <p>{@link #insert} and {@link #request} join the caller's transaction and lock nothing that exists. All other verbs
 * run in a transaction of their own, and must be called without one. Rows and their parents are locked deepest first,
 * then by id; background verbs skip what others have locked. A store retries what a deadlock or a lock timeout
 * undid. Every verb throws {@link dev.durable.StoreException} when the database cannot be asked or refuses, and
 * {@link IllegalStateException} when a transaction is active that it must not join.
 *
 * <p>Rules belong to the caller. What a rule throws passes to the caller as it was thrown and undoes the whole verb,
 * neighbours included; a caller that wants to spare the neighbours calls again for each row by itself.
 *
 * <p>{@link #finish} and {@link #close} are the verbs that tell parents. In {@link #update}, in {@link #advance} and
 * in what a {@link FamilyRule} decides, a change must not close a row that has a parent: it is refused with an
 * {@code IllegalStateException}, since nobody would ever tell that parent. So is a change to a row that has finished.
 */
public interface TaskExecutionStore extends AutoCloseable {

    /**
     * Inserts executions, all or none, in the caller's transaction if there is one.
     *
     * @throws dev.durable.StoreException also if one of the ids is stored already
     */
    void insert(List<NewExecution> executions);

    /** Stores requests to cancel, in the caller's transaction if there is one. Repeats do no harm. */
    void request(List<ExecutionId> cancellations);

    /**
     * Claims due executions of the given tasks, oldest due time first, skipping what others have locked. Each becomes
     * RUNNING, its token grows by one, and it expires after its timeout and the leeway.
     */
    Claimed claim(ClaimQuery query);

    /**
     * Writes back what attempts came to. Each is judged by itself: a superseded one is refused and leaves no trace.
     * An execution that finishes closed tells its parent in this transaction, all children of one parent together. A
     * parent that has finished itself is lowered by their number, and the rule is not asked.
     *
     * <p>A store may split a batch that keeps meeting other transactions. It throws only if nothing was committed;
     * otherwise it answers what was, and names the rest as {@link Written#unwritten()}.
     *
     * @param writeBacks at most one for each execution
     * @param family what the ends mean to a parent
     */
    Written finish(List<WriteBack> writeBacks, FamilyRule family);

    /**
     * Locks one row, lets the rule decide, and writes.
     *
     * @return the row as it stands now in {@link Written#changed()}, whether or not the rule changed it; nothing if
     *     there is no such row
     */
    Written update(ExecutionId id, RowRule rule);

    /**
     * Advances rows that wait for it, skipping what others have locked.
     *
     * @param waiting which rows
     * @param limit how many at most
     * @param rule what to write to each
     */
    Written advance(Waiting waiting, int limit, RowRule rule);

    /**
     * Closes finished rows that have no unfinished children and no unfinished combining step: tells each one's parent
     * and marks it closed, in one transaction. A parent that has finished itself is lowered by their number, and the
     * rule is not asked.
     *
     * @param limit how many at most
     * @param family what the ends mean to a parent
     */
    Written close(int limit, FamilyRule family);

    /**
     * Renews an executor's lease, or begins it. Deletes executors whose leases lapsed long ago and that own nothing.
     */
    void renew(Renewal renewal);

    /** Ends an executor's lease at once. What it still owns counts as lapsed from now on. */
    void release(ExecutorId executor);

    /** Reads without locking. */
    TaskExecutionViews views();

    /** Gives back what the store holds. The database keeps everything. */
    @Override
    void close();
}
