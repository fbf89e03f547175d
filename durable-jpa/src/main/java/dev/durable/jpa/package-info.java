/**
 * Where executions are stored: the port {@code dev.durable.spi} on Jakarta Persistence with pessimistic locks, for
 * PostgreSQL and H2. The only package with SQL or an entity; one package, so that no other can see the entities.
 *
 * <p>It has four layers, each of which knows only those below it:
 *
 * <ol>
 *   <li><b>row</b>: entities, columns, and what decides about rows without a database, as {@code UnitOfWork} and {@code
 *       ClaimOrder} do;
 *   <li><b>sql</b>: statements. {@code ExecutionQueries} says what is locked in which order, {@code ReadyQueries} finds what
 *       can be claimed, {@code ExecutionWriter} writes; {@code DatabaseKind} has what databases differ in;
 *   <li><b>verb</b>: one class for each verb of the port, which says what is locked, decided and written in one transaction;
 *   <li><b>setup</b>: {@code JpaTaskExecutionStore} has the verbs, {@code Transactions} runs them, {@code StoreOpener} opens
 *       the store, and {@code JpaViews} reads.
 * </ol>
 */
@NullMarked
package dev.durable.jpa;

import org.jspecify.annotations.NullMarked;
