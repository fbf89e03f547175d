package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Inserts executions for a caller: all or none. */
final class InsertVerb {

    private final List<NewExecution> executions;

    InsertVerb(List<NewExecution> executions) {
        this.executions = executions;
    }

    List<StoredExecution> insert(Work work) {
        List<StoredExecution> rows = rows(work);
        new ExecutionInserts(work).insert(rows);
        return rows;
    }

    /** Those that something stored stands in the way of. Nothing is locked: what was inserted is taken back by its writer. */
    Set<ExecutionId> insertIfAbsent(Work work) {
        ExecutionInserts inserts = new ExecutionInserts(work);
        Set<ExecutionId> inserted = inserts.insertIfAbsent(rows(work));
        Set<ExecutionId> refused = new HashSet<>();
        executions.forEach(execution -> refused.add(execution.id()));
        refused.removeAll(inserted);
        if (!refused.isEmpty()) {
            inserts.remove(inserted);
        }
        return refused;
    }

    private List<StoredExecution> rows(Work work) {
        return executions.stream()
                .map(execution -> Decisions.asStored(StoredExecution.inserted(execution, work.begun())))
                .toList();
    }
}
