package dev.durable.spi;

import dev.durable.ExecutionId;
import dev.durable.ExecutionQuery;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, in the descending order of ids.
 *
 * @param query which executions
 * @param below those with a smaller id than this one only; null for the first page
 * @param limit how many at most
 */
public record Listing(ExecutionQuery query, @Nullable ExecutionId below, int limit) {}
