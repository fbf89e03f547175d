package dev.durable.spi;

import dev.durable.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt writes back. Refused unless the row is still claimed under the token.
 *
 * @param id the execution
 * @param token the claim that the attempt belongs to
 * @param parentId its parent, which is locked along with it; null for a root
 * @param rule what to write
 */
public record WriteBack(
        ExecutionId id, long token, @Nullable ExecutionId parentId, RowRule rule) {}
