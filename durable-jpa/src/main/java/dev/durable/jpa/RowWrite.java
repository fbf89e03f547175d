package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.Change;
import dev.durable.spi.StoredExecution;
import org.jspecify.annotations.Nullable;

/**
 * One row to be written.
 *
 * @param before the row as it was locked: it must still be there like this
 * @param after the row as it shall be
 * @param change what a rule decided; null if only its count of children is lowered or it is closed
 */
record RowWrite(
        StoredExecution before,
        StoredExecution after,
        @Nullable Change change) {

    /** The execution whose stored output the row takes; null if it takes none. */
    @Nullable
    ExecutionId outputOf() {
        return change == null ? null : change.outputOf();
    }

    /** Whether the error that is stored stays, stack trace included, which was not read. */
    boolean keepsError() {
        return change == null || change.error() == null && !change.clearsError();
    }
}
