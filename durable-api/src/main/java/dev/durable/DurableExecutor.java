package dev.durable;

import java.util.List;
import java.util.Optional;

/**
 * Enqueues, looks up and cancels executions. Inject it:
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
     * @return inside a transaction {@link CancelAnswer.Requested}, applied right after the commit, or
     *     {@link CancelAnswer.AlreadyFinished}; outside of one {@link CancelAnswer.Cancelled} or
     *     {@link CancelAnswer.AlreadyFinished}, both final
     * @throws ExecutionNotFoundException if there is none with this id
     */
    CancelAnswer cancel(ExecutionId id);
}
