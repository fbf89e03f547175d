package dev.durable.spi.testing;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells parents that rows have ended, all rows of one parent together. */
final class Notifying {

    private static final Comparator<StoredExecution> BY_PLACE = Comparator.comparing(
                    (StoredExecution row) -> row.lineage().role())
            .thenComparing(row -> row.lineage().index());

    private final Draft draft;
    private final FamilyRule family;

    Notifying(Draft draft, FamilyRule family) {
        this.draft = draft;
        this.family = family;
    }

    void tell(List<StoredExecution> ended) {
        Map<ExecutionId, List<StoredExecution>> byParent = new TreeMap<>();
        for (StoredExecution row : ended) {
            ExecutionId parentId = row.lineage().parentId();
            if (parentId != null) {
                byParent.computeIfAbsent(parentId, id -> new ArrayList<>()).add(row);
            }
        }
        byParent.forEach(this::tellOne);
    }

    private void tellOne(ExecutionId parentId, List<StoredExecution> ended) {
        StoredExecution before = draft.row(parentId);
        if (before == null) {
            return;
        }
        markTooLate(before, ended);
        StoredExecution parent = before.notifiedBy(children(ended).size(), completed(ended));
        draft.put(parent);
        if (!parent.status().finished()) {
            List<StoredExecution> told =
                    ended.stream().sorted(BY_PLACE).map(Draft::withoutPayloads).toList();
            draft.applyUnnotified(row -> family.decide(row, told), parent);
        }
    }

    /**
     * By the parent as it stood before it is told: children that are told together are late together, or not at all.
     */
    private void markTooLate(StoredExecution parent, List<StoredExecution> ended) {
        if (parent.status() != TaskStatus.WAITING_FOR_CHILDREN) {
            children(ended).forEach(child -> draft.put(child.markedTooLate()));
        }
    }

    private static List<StoredExecution> children(List<StoredExecution> ended) {
        return ended.stream().filter(row -> row.lineage().role() == Role.CHILD).toList();
    }

    private static int completed(List<StoredExecution> ended) {
        return (int) children(ended).stream()
                .filter(child -> child.status() == TaskStatus.COMPLETED)
                .count();
    }
}
