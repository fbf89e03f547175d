package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * A task that takes an input and returns an output. Write it as a CDI bean annotated with {@link Task}.
 *
 * <p>The body runs at least once: after a crash of its server it runs again from its start, on any server, so its
 * effects outside the database must be idempotent. Its outcome is stored once.
 *
 * @param <I> the input type
 * @param <O> the output type
 */
public interface DurableTask<I, O> extends AnyTask<I, O> {

    /**
     * Does the work of one attempt. No transaction is active; start one where the work needs it, and end it.
     *
     * @param context who is running and what has happened so far
     * @param input what was enqueued
     * @return the output; null only where {@code O} is {@link Void} or the reader of the output expects it
     * @throws Exception to fail this attempt; it is retried while the task's retries last, unless it is a
     *     {@link TaskException} that says otherwise
     */
    @Nullable
    O run(TaskContext context, I input) throws Exception;
}
