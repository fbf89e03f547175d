package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Role;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredAttempt;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import org.jspecify.annotations.Nullable;

/** What rules decide about the rows that one verb has locked, gathered to be written in one go. */
final class UnitOfWork {

    private static final Comparator<StoredExecution> BY_PLACE = Comparator.comparing(
                    (StoredExecution row) -> row.lineage().role())
            .thenComparing(row -> row.lineage().index());

    private final Instant now;
    private final Map<ExecutionId, StoredExecution> locked = new LinkedHashMap<>();
    private final Map<ExecutionId, RowWrite> writes = new LinkedHashMap<>();
    private final List<NewExecution> inserts = new ArrayList<>();
    private final List<EndedAttempt> attempts = new ArrayList<>();
    private final Set<ExecutionId> unseenSources = new HashSet<>();

    /**
     * @param now the database's clock, read after the rows had been locked
     */
    UnitOfWork(Instant now, Collection<StoredExecution> locked) {
        this.now = now;
        locked.forEach(row -> this.locked.put(row.id(), row));
    }

    /** The moment of what is decided. */
    Instant now() {
        return now;
    }

    /** The row as decided so far; null if it is not locked. */
    @Nullable
    StoredExecution row(ExecutionId id) {
        RowWrite write = writes.get(id);
        return write != null ? write.after() : locked.get(id);
    }

    /** Lets the rule decide where the verb notifies the parent afterwards. */
    Optional<StoredExecution> decide(RowRule rule, StoredExecution row) {
        return rule.decide(row).map(change -> write(row, change, row.after(change, now)));
    }

    /** Lets the rule decide where the verb notifies no parent. */
    Optional<StoredExecution> decideUnnotified(RowRule rule, StoredExecution row) {
        return rule.decide(row).map(change -> write(row, change, row.afterUnnotified(change, now)));
    }

    /** Marks a finished row closed. */
    StoredExecution close(StoredExecution row) {
        return put(row.markedNotified(), null);
    }

    /** Notifies the parents of these rows that they have ended, all rows of one parent together. */
    void notifyParents(List<StoredExecution> ended, FamilyRule family) {
        Map<ExecutionId, List<StoredExecution>> byParent = new TreeMap<>();
        for (StoredExecution row : ended) {
            ExecutionId parentId = row.lineage().parentId();
            if (parentId != null) {
                byParent.computeIfAbsent(parentId, id -> new ArrayList<>()).add(row);
            }
        }
        byParent.forEach((parentId, rows) -> notifyParent(parentId, rows, family));
    }

    private void notifyParent(ExecutionId parentId, List<StoredExecution> ended, FamilyRule family) {
        StoredExecution before = row(parentId);
        if (before == null) {
            return;
        }
        List<StoredExecution> children =
                ended.stream().filter(row -> row.lineage().role() == Role.CHILD).toList();
        int completed = (int) children.stream()
                .filter(row -> row.status() == TaskStatus.COMPLETED)
                .count();
        // By the parent as it stood before: children that notify it together are too late together, or none of them is.
        if (before.status() != TaskStatus.WAITING_FOR_CHILDREN) {
            children.forEach(row -> put(row.markedTooLate(), null));
        }
        StoredExecution parent = put(before.notifiedBy(children.size(), completed), null);
        if (!parent.status().finished()) {
            List<StoredExecution> inOrder = ended.stream().sorted(BY_PLACE).toList();
            decideUnnotified(row -> family.decide(row, inOrder), parent);
        }
    }

    private StoredExecution write(StoredExecution before, Change change, StoredExecution after) {
        noteSource(change.outputOf());
        inserts.addAll(change.inserts());
        if (before.status() == TaskStatus.RUNNING) {
            StoredAttempt.endedBy(before, change, now)
                    .ifPresent(attempt -> attempts.add(new EndedAttempt(before.id(), attempt)));
        }
        return put(asStored(after), change);
    }

    private void noteSource(@Nullable ExecutionId source) {
        if (source == null) {
            return;
        }
        StoredExecution row = row(source);
        if (row == null) {
            unseenSources.add(source);
        } else if (row.status() != TaskStatus.COMPLETED) {
            throw new IllegalStateException("Execution " + source + " has no output to take");
        }
    }

    /** Executions whose output is taken although they are not locked. */
    Set<ExecutionId> unseenSources() {
        return Set.copyOf(unseenSources);
    }

    private StoredExecution put(StoredExecution after, @Nullable Change change) {
        RowWrite earlier = writes.get(after.id());
        StoredExecution before = earlier != null ? earlier.before() : locked.get(after.id());
        if (before == null) {
            throw new IllegalArgumentException("Execution " + after.id() + " is not locked");
        }
        Change decided = change != null || earlier == null ? change : earlier.change();
        writes.put(after.id(), new RowWrite(before, after, decided));
        return after;
    }

    /** What is to be written. */
    List<RowWrite> writes() {
        return List.copyOf(writes.values());
    }

    /** What is to be inserted. */
    List<NewExecution> inserts() {
        return List.copyOf(inserts);
    }

    /** The attempts that are kept, since others follow them. */
    List<EndedAttempt> attempts() {
        return List.copyOf(attempts);
    }

    /** The rows that are written, as they shall be. */
    List<StoredExecution> changed() {
        return writes.values().stream().map(RowWrite::after).toList();
    }

    /** The row with its times as precise as the database keeps them, so that what is returned is what is stored. */
    static StoredExecution asStored(StoredExecution row) {
        Times times = row.times();
        return row.withTimes(new Times(
                times.created(),
                times.due().truncatedTo(ChronoUnit.MICROS),
                times.started(),
                truncated(times.claimExpires()),
                times.finished(),
                truncated(times.deadline())));
    }

    private static @Nullable Instant truncated(@Nullable Instant moment) {
        return moment == null ? null : moment.truncatedTo(ChronoUnit.MICROS);
    }
}
