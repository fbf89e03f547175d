package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Writes back the outcomes of attempts, and tells parents. Rows and parents are locked by one select before anything is
 * decided: two batches with children of the same parents would deadlock if each locked parents as it went along.
 */
final class WriteBackVerb {

    private final List<WriteBack> writeBacks;
    private final FamilyRule family;

    WriteBackVerb(List<WriteBack> writeBacks, FamilyRule family) {
        this.writeBacks = writeBacks;
        this.family = family;
    }

    Written run(StoreSession work) {
        List<StoredExecution> locked = new ExecutionQueries(work).lock(rowsAndParents());
        UnitOfWork unit = new UnitOfWork(work.now(), locked);
        Set<ExecutionId> refused = new HashSet<>();
        List<StoredExecution> ended = new ArrayList<>();
        for (WriteBack writeBack : writeBacks) {
            StoredExecution row = unit.row(writeBack.id());
            // The fence: an attempt that was rescued or timed out meanwhile carries an older token, and must not write
            // over the work of the claim that followed.
            if (row == null || !row.heldUnder(writeBack.token())) {
                refused.add(writeBack.id());
                continue;
            }
            if (!Objects.equals(writeBack.parentId(), row.lineage().parentId())) {
                throw new IllegalArgumentException(
                        "A write-back names another parent than that of execution " + row.id());
            }
            unit.decide(writeBack.rule(), row)
                    .filter(StoredExecution::isNotified)
                    .ifPresent(ended::add);
        }
        unit.notifyParents(ended, family);
        List<StoredExecution> inserted = new ExecutionWriter(work).write(unit);
        return new Written(unit.changed(), inserted, refused, false);
    }

    private Set<ExecutionId> rowsAndParents() {
        Set<ExecutionId> ids = new HashSet<>();
        for (WriteBack writeBack : writeBacks) {
            if (!ids.add(writeBack.id())) {
                throw new IllegalArgumentException("Two write-backs for execution " + writeBack.id());
            }
        }
        for (WriteBack writeBack : writeBacks) {
            if (writeBack.parentId() != null) {
                ids.add(writeBack.parentId());
            }
        }
        return ids;
    }
}
