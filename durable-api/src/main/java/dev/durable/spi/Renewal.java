package dev.durable.spi;

import java.time.Duration;

/**
 * A renewal of an executor's lease.
 *
 * @param executor the incarnation
 * @param name what an operator calls its server
 * @param lease how long the lease lasts from now, by the database's clock
 */
public record Renewal(ExecutorId executor, String name, Duration lease) {}
