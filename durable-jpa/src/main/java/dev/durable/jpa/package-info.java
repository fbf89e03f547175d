/**
 * Where executions are stored: the port {@code dev.durable.spi} on Jakarta Persistence with pessimistic locks, for
 * PostgreSQL and H2. The only package with SQL or an entity.
 *
 * <p>Reading order: {@code JpaTaskExecutionStore} has the verbs, {@code Transactions} runs them, {@code
 * ExecutionQueries} says what is locked in which order, {@code ExecutionWriter} writes.
 */
@NullMarked
package dev.durable.jpa;

import org.jspecify.annotations.NullMarked;
