package dev.durable.spi;

import java.util.Optional;

/** Decides about one row from what is stored. A pure function: a store may call it again after a rollback. */
@FunctionalInterface
public interface RowRule {

    /**
     * Decides.
     *
     * @param row the locked row
     * @return what to write; empty to leave the row as it is
     */
    Optional<Change> decide(StoredExecution row);
}
