/**
 * What an application writes against: tasks are CDI beans annotated with {@link dev.durable.Task}, and
 * {@link dev.durable.DurableExecutor} enqueues them inside the caller's JTA transaction.
 */
@NullMarked
package dev.durable;

import org.jspecify.annotations.NullMarked;
