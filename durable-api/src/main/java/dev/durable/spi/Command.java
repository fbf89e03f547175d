package dev.durable.spi;

import dev.durable.ExecutionId;

/** What a caller wants of an existing execution, stored in the caller's transaction and applied after its commit. */
public sealed interface Command {

    /**
     * Cancel it.
     *
     * @param id the execution
     */
    record Cancel(ExecutionId id) implements Command {}

    /**
     * Wake it up.
     *
     * @param wake which one and how
     */
    record WakeUp(Wake wake) implements Command {}
}
