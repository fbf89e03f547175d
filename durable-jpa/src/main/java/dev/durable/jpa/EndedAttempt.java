package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.StoredAttempt;

/**
 * An attempt that another one follows.
 *
 * @param execution whose it was
 * @param attempt what is kept of it
 */
record EndedAttempt(ExecutionId execution, StoredAttempt attempt) {}
