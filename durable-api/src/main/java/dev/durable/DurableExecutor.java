package dev.durable;

import java.util.List;
import java.util.Optional;

/**
 * Enqueues, looks up, wakes up and cancels executions. Inject it:
 *
 * <pre>{@code
 * @Inject DurableExecutor durable;
 *
 * @Transactional                        // the order and its task commit together, or neither does
 * public TaskHandle<Receipt> accept(Order order) {
 *     entityManager.persist(order);
 *     return durable.enqueue(ChargeCard.class, order.payment());
 * }
 * }</pre>
 *
 * <p>Calls join the caller's JTA transaction; without one each makes its own. Rolled back means no trace. Inside a
 * caller's transaction only rows are inserted, none that exists is locked or changed. A refused call (bad input, bad
 * option, unknown task) leaves the caller's transaction usable.
 *
 * <p>Every method throws {@link StoreException} when the database cannot be asked.
 */
public interface DurableExecutor {

    /**
     * Stores one execution. It may start as soon as the transaction has committed.
     *
     * @return a handle on the execution, usable at once
     * @throws UnknownTaskException if no deployed bean has this class
     * @throws InvalidInputException if Bean Validation or the task's own validator refuses the input, or JSON cannot
     *     carry it
     * @throws LimitExceededException if the input is larger than {@code durable.max-input-size}
     * @throws KeyInUseException if the task is a {@link SleepingTask} and another execution sleeps under the key
     */
    <I, O> TaskHandle<O> enqueue(Class<? extends AnyTask<I, O>> task, I input);

    /**
     * Stores one execution with options of its own.
     *
     * @throws IllegalArgumentException if an option is out of its range
     * @see #enqueue(Class, Object)
     */
    <I, O> TaskHandle<O> enqueue(Class<? extends AnyTask<I, O>> task, I input, EnqueueOptions options);

    /**
     * Stores one execution for each input, all or none, in few statements.
     *
     * @return the handles in the order of the inputs
     * @see #enqueue(Class, Object, EnqueueOptions)
     */
    <I, O> List<TaskHandle<O>> enqueueAll(
            Class<? extends AnyTask<I, O>> task, List<? extends I> inputs, EnqueueOptions options);

    /**
     * Stores one execution under an id that the caller has chosen, unless it is stored already: then the existing one
     * is answered, whatever has become of it, and its input and options stay. So a caller whose commit got no reply
     * simply repeats the call. Choose random ids ({@link java.util.UUID#randomUUID}), or derive them from something
     * unique.
     *
     * <p>If another transaction is storing the same id at this moment, the call waits for its end. Under an isolation
     * level above READ COMMITTED the database may refuse to answer then.
     *
     * @throws IllegalArgumentException also if the id is that of an execution of another task, or of one that has a
     *     parent
     * @see #enqueue(Class, Object, EnqueueOptions)
     */
    <I, O> TaskHandle<O> enqueue(ExecutionId id, Class<? extends AnyTask<I, O>> task, I input, EnqueueOptions options);

    /**
     * Stores a failed execution once more, as a new one with the same task, input and options, which names the old one.
     *
     * @param id an execution without a parent that has finished and has not completed
     * @return the new execution
     * @throws ExecutionNotFoundException if there is none with this id
     * @throws IllegalArgumentException if it has a parent, has not finished or has completed; the message says which
     * @throws UnknownTaskException if its task is not deployed
     * @throws KeyInUseException if the task is a {@link SleepingTask} and another execution sleeps under the key
     */
    TaskHandle<?> retry(ExecutionId id);

    /**
     * Wakes up the execution of a sleeping task that sleeps under this key.
     *
     * @return inside a transaction {@link WakeAnswer.Pending}, applied right after the commit, or
     *     {@link WakeAnswer.AlreadyFinished}; outside of one {@link WakeAnswer.Woken}, {@link WakeAnswer.Kept} or
     *     {@link WakeAnswer.AlreadyFinished}, which are final
     * @throws UnknownTaskException if no deployed bean has this class
     * @throws InvalidInputException if JSON cannot carry the output
     * @throws LimitExceededException if the output is larger than {@code durable.max-output-size}
     * @throws IllegalArgumentException if the key does not have 1 to 255 characters
     */
    <O> WakeAnswer wakeUp(Class<? extends SleepingTask<?, O>> task, String key, WakeUp<? extends O> wakeUp);

    /**
     * Wakes up one execution of a sleeping task. Never kept: the execution is there, or the call fails.
     *
     * @throws ExecutionNotFoundException if there is none with this id, or it is of another task
     * @see #wakeUp(Class, String, WakeUp)
     */
    <O> WakeAnswer wakeUp(Class<? extends SleepingTask<?, O>> task, ExecutionId id, WakeUp<? extends O> wakeUp);

    /**
     * The attempts of an execution so far, the oldest first.
     *
     * @throws ExecutionNotFoundException if there is none with this id
     */
    List<TaskAttempt> attempts(ExecutionId id);

    /**
     * Lists executions, a page at a time.
     *
     * @param query which
     * @param limit how many at most: 1 to 200
     * @param from where to go on, as the page before said; empty for the first page
     * @throws IllegalArgumentException if the limit is out of its range
     */
    ExecutionPage list(ExecutionQuery query, int limit, Optional<ExecutionId> from);

    /**
     * Counts executions. It reads what it counts, and for all but what failed the whole history of the table: not for a
     * page that is shown often. Lists read as far as they have to for a page, from the newest on; rare ones that are
     * old take long. Both give up with a {@link StoreException} after {@code durable.transaction-timeout}, unless they
     * join a transaction of the caller.
     */
    long count(ExecutionQuery query);

    /**
     * A handle on an execution that exists.
     *
     * @throws ExecutionNotFoundException if there is none with this id, or it is of another task
     * @throws UnknownTaskException if no deployed bean has this class
     */
    <O> TaskHandle<O> handle(Class<? extends AnyTask<?, O>> task, ExecutionId id);

    /** An execution of whatever task as it stands now; its output is left out, since its type is not known. */
    Optional<TaskExecution<Void>> find(ExecutionId id);

    /**
     * Cancels an execution and everything below it, unless it has finished already. Idempotent.
     *
     * @return inside a transaction {@link CancelAnswer.Pending}, applied right after the commit, or
     *     {@link CancelAnswer.AlreadyFinished}; outside of one {@link CancelAnswer.Cancelled} or
     *     {@link CancelAnswer.AlreadyFinished}, both final
     * @throws ExecutionNotFoundException if there is none with this id
     */
    CancelAnswer cancel(ExecutionId id);
}
