package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.util.List;
import java.util.Set;

/** Inserts executions for a caller: all or none. */
final class InsertVerb {

    private final List<NewExecution> executions;

    InsertVerb(List<NewExecution> executions) {
        this.executions = executions;
    }

    List<StoredExecution> insert(StoreSession work) {
        List<StoredExecution> rows = rows(work);
        new ExecutionInserts(work).insert(rows);
        return rows;
    }

    /** Those that are there already; then none is inserted. */
    Set<ExecutionId> insertIfAbsent(StoreSession work) {
        return new ExecutionInserts(work).insertIfAbsent(rows(work));
    }

    private List<StoredExecution> rows(StoreSession work) {
        return executions.stream()
                .map(execution -> UnitOfWork.asStored(execution.inserted(work.begun())))
                .toList();
    }
}
