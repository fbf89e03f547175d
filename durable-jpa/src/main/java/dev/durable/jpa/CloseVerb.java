package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.jpa.ExecutionQueries.Levels;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Closes finished rows and notifies their parent, one level of the trees at a time: with rows of two levels locked, the
 * parents of the deeper ones would be waited for while rows of their own level are held, and two sweeps could deadlock.
 */
final class CloseVerb {

    private final int limit;
    private final FamilyRule family;

    CloseVerb(int limit, FamilyRule family) {
        this.limit = limit;
        this.family = family;
    }

    Written run(StoreSession work) {
        ExecutionQueries queries = new ExecutionQueries(work);
        Optional<Levels> levels = queries.closableLevels();
        Integer deepest = levels.map(Levels::deepest).orElse(null);
        if (deepest == null) {
            return Written.NOTHING;
        }
        // One more than asked for, only to know whether there is more.
        List<StoredExecution> found = queries.lockClosable(deepest, limit + 1);
        List<StoredExecution> rows = found.subList(0, Math.min(limit, found.size()));
        if (rows.isEmpty()) {
            return Written.NOTHING;
        }
        List<StoredExecution> locked = new ArrayList<>(rows);
        // Waited for, not skipped: a parent that is being written would otherwise never be told.
        locked.addAll(queries.lock(parentsOf(rows)));
        UnitOfWork unit = new UnitOfWork(work.now(), locked);
        unit.notifyParents(rows.stream().map(unit::close).toList(), family);
        List<StoredExecution> inserted = new ExecutionWriter(work).write(unit);
        boolean more = found.size() > limit
                || !deepest.equals(levels.get().highest())
                || unit.changed().stream().anyMatch(CloseVerb::closable);
        return new Written(unit.changed(), inserted, Set.of(), more);
    }

    private static List<ExecutionId> parentsOf(List<StoredExecution> rows) {
        return rows.stream()
                .map(row -> row.lineage().parentId())
                .filter(id -> id != null)
                .distinct()
                .toList();
    }

    private static boolean closable(StoredExecution row) {
        return row.status().finished() && !row.isNotified() && row.family().unfinished() == 0;
    }
}
