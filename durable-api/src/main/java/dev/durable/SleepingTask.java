package dev.durable;

/**
 * A task without a body: its execution sleeps until somebody wakes it up with an output or a failure, until its timeout
 * is over, or until it is cancelled. It takes no slot, however many sleep. Whatever comes first is the end; later wakes
 * are told which one it was.
 *
 * <p>It is found by its task and a key that the application knows, such as the number of an order. Among sleeping
 * executions of one task a key belongs to one; it is free again after the end. A wake that comes before the first
 * execution with its key sleeps is kept for {@code durable.wake-retention}, so that the early
 * answer of another system is not lost.
 *
 * <p>Its timeout is {@link Task#timeout()}; there are no retries.
 *
 * @param <I> the input type, from which the key follows
 * @param <O> what it is woken up with
 */
public interface SleepingTask<I, O> extends AnyTask<I, O> {

    /**
     * The key under which the execution is woken up: 1 to 255 characters. A function of the input alone.
     *
     * @param input what was enqueued, or what the step before returned
     */
    String key(I input);
}
