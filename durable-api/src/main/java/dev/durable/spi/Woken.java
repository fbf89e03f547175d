package dev.durable.spi;

import java.util.Optional;

/**
 * What a wake did.
 *
 * @param written what was written
 * @param found the execution as the wake found it; empty if there is none, or if the wake is kept for the next one
 * @param kept whether the wake is kept
 */
public record Woken(Written written, Optional<StoredExecution> found, boolean kept) {}
