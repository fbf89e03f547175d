package dev.durable.spi;

import java.util.Optional;

/** Decides what a wake does to the execution that it finds. A pure function, as {@link RowRule}. */
@FunctionalInterface
public interface WakeRule {

    /**
     * Decides.
     *
     * @param sleeper the locked row; it may have finished, and need not sleep if it was named by its id
     * @param wake the call
     * @return what to write; empty to leave the row as it is
     */
    Optional<Change> decide(StoredExecution sleeper, Wake wake);
}
