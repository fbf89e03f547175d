package dev.durable.spi;

import java.util.List;
import java.util.Optional;

/** Decides what the end of children means to their parent. A pure function, as {@link RowRule}. */
@FunctionalInterface
public interface FamilyRule {

    /**
     * Decides.
     *
     * @param parent the locked parent, which has not finished, its count of unfinished children already lowered
     * @param ended its finished children and, or, its finished combine step, that are telling it now; without
     *     payloads
     * @return what to write to the parent; empty to leave it as it is
     */
    Optional<Change> decide(StoredExecution parent, List<StoredExecution> ended);
}
