package dev.durable.spi.testing;

import dev.durable.ExecutionId;
import dev.durable.StoreRefusalException;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Role;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Payloads;
import dev.durable.spi.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one verb writes, kept apart from what is stored until the whole verb has succeeded. */
final class Draft {

    private static final Comparator<StoredExecution> BY_PLACE = Comparator.comparing(
                    (StoredExecution row) -> row.lineage().role())
            .thenComparing(row -> row.lineage().index());

    private final Memory memory;
    private final Instant now;
    private final Map<ExecutionId, StoredExecution> changed = new LinkedHashMap<>();
    private final Map<ExecutionId, StoredExecution> inserted = new LinkedHashMap<>();
    private final Set<ExecutionId> answered = new HashSet<>();

    Draft(Memory memory) {
        this.memory = memory;
        this.now = memory.now();
    }

    Instant now() {
        return now;
    }

    /** What was stored before this verb. */
    Stream<StoredExecution> stored() {
        return memory.rows().values().stream();
    }

    @Nullable
    StoredExecution row(ExecutionId id) {
        StoredExecution row = changed.getOrDefault(id, inserted.get(id));
        return row != null ? row : memory.rows().get(id);
    }

    void insert(NewExecution execution) {
        if (row(execution.id()) != null) {
            throw new StoreRefusalException("Execution " + execution.id() + " is stored already");
        }
        inserted.put(execution.id(), StoredExecution.inserted(execution, now));
    }

    void put(StoredExecution row) {
        changed.put(row.id(), row);
    }

    /** The requests to cancel that this verb has dealt with. */
    void answer(Collection<ExecutionId> requests) {
        answered.addAll(requests);
    }

    /** Lets the rule decide and writes what it decided, where the verb may tell a parent afterwards. */
    Optional<StoredExecution> apply(RowRule rule, StoredExecution row) {
        return rule.decide(withoutPayloads(row)).map(change -> write(row.after(resolved(change), now), change));
    }

    /** Lets the rule decide and writes what it decided, where the verb tells no parent. */
    Optional<StoredExecution> applyUntold(RowRule rule, StoredExecution row) {
        return rule.decide(withoutPayloads(row)).map(change -> write(row.afterUntold(resolved(change), now), change));
    }

    /** Tells the parents of these rows that they have ended, all rows of one parent together. */
    void tell(List<StoredExecution> ended, FamilyRule family) {
        Map<ExecutionId, List<StoredExecution>> byParent = new TreeMap<>();
        for (StoredExecution row : ended) {
            ExecutionId parentId = row.lineage().parentId();
            if (parentId != null) {
                byParent.computeIfAbsent(parentId, id -> new ArrayList<>()).add(row);
            }
        }
        byParent.forEach((parentId, rows) -> tellOne(parentId, rows, family));
    }

    private void tellOne(ExecutionId parentId, List<StoredExecution> ended, FamilyRule family) {
        StoredExecution before = row(parentId);
        if (before == null) {
            return;
        }
        int children = (int)
                ended.stream().filter(row -> row.lineage().role() == Role.CHILD).count();
        StoredExecution parent = before.told(children);
        put(parent);
        if (!parent.status().finished()) {
            List<StoredExecution> told =
                    ended.stream().sorted(BY_PLACE).map(Draft::withoutPayloads).toList();
            applyUntold(row -> family.decide(row, told), parent);
        }
    }

    private StoredExecution write(StoredExecution after, Change change) {
        put(after);
        change.inserts().forEach(this::insert);
        return after;
    }

    private Change resolved(Change change) {
        ExecutionId source = change.outputOf();
        if (source == null) {
            return change;
        }
        StoredExecution other = row(source);
        if (other == null || other.status() != TaskStatus.COMPLETED) {
            throw new IllegalStateException("Execution " + source + " has no output to take");
        }
        return change.withOutputFound(other.payloads().output());
    }

    Written written(Set<ExecutionId> refused, boolean more) {
        return new Written(bare(changed), bare(inserted), refused, more);
    }

    private static List<StoredExecution> bare(Map<ExecutionId, StoredExecution> rows) {
        return rows.values().stream().map(Draft::withoutPayloads).toList();
    }

    /** A store may leave payloads out here, so the reference always does: nobody comes to rely on them. */
    static StoredExecution withoutPayloads(StoredExecution row) {
        return new StoredExecution(
                row.id(),
                row.taskId(),
                row.lineage(),
                row.status(),
                row.closed(),
                row.claim(),
                row.family(),
                row.options(),
                Payloads.NONE,
                row.error(),
                row.times());
    }

    /** Makes everything visible at once. */
    void commit() {
        memory.rows().putAll(inserted);
        memory.rows().putAll(changed);
        memory.requests().removeAll(answered);
    }
}
