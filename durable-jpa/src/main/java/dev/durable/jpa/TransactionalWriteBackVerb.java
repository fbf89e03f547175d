package dev.durable.jpa;

import dev.durable.spi.Change;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Written;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes back the outcome of an attempt in the transaction that its body ran in. Nothing is locked before it is written,
 * and the row itself is written last: from then on others may wait for it, and the commit follows at once.
 */
final class TransactionalWriteBackVerb {

    private final StoredExecution claimed;
    private final Change change;

    TransactionalWriteBackVerb(StoredExecution claimed, Change change) {
        if (!claimed.heldUnder(claimed.claim().token())) {
            throw new IllegalArgumentException("Execution " + claimed.id() + " is not claimed");
        }
        this.claimed = claimed;
        this.change = change;
    }

    Written run(StoreSession work) {
        UnitOfWork unit = new UnitOfWork(work.begun(), List.of(claimed));
        unit.decideUnnotified(row -> Optional.of(change), claimed);
        try {
            List<StoredExecution> inserted = new ExecutionWriter(work).write(unit);
            return new Written(unit.changed(), inserted, Set.of(), false);
        } catch (Failures.ChangedUnderLock superseded) {
            // The fence: the row is not claimed under this token any more, so that whatever this transaction has done,
            // in the application's own tables as well, belongs to an attempt that is over.
            return new Written(List.of(), List.of(), Set.of(claimed.id()), false);
        }
    }
}
