package dev.durable.spi.testing;

import dev.durable.ExecutionId;
import dev.durable.StoreRefusalException;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredAttempt;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Payloads;
import dev.durable.spi.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one verb writes, kept apart from what is stored until the whole verb has succeeded. */
final class Draft {

    private final Memory memory;
    private final Instant now;
    private final Map<ExecutionId, StoredExecution> changed = new LinkedHashMap<>();
    private final Map<ExecutionId, StoredExecution> inserted = new LinkedHashMap<>();
    private final Map<ExecutionId, StoredAttempt> attempts = new HashMap<>();
    private final Set<ExecutionId> commands;
    private final Wakes wakes;

    Draft(Memory memory) {
        this.memory = memory;
        this.now = memory.now();
        this.commands = new LinkedHashSet<>(memory.commands());
        this.wakes = memory.wakes().copy();
    }

    Instant now() {
        return now;
    }

    /** The commands to cancel as this verb leaves them, oldest first. */
    Set<ExecutionId> commands() {
        return commands;
    }

    /** The wakes as this verb leaves them. */
    Wakes wakes() {
        return wakes;
    }

    /** What was stored before this verb. */
    Stream<StoredExecution> stored() {
        return memory.rows().values().stream();
    }

    /** Everything as this verb leaves it. */
    Stream<StoredExecution> rows() {
        return Stream.concat(
                changed.values().stream(),
                Stream.concat(inserted.values().stream(), stored()).filter(row -> !changed.containsKey(row.id())));
    }

    @Nullable
    StoredExecution row(ExecutionId id) {
        StoredExecution row = changed.getOrDefault(id, inserted.get(id));
        return row != null ? row : memory.rows().get(id);
    }

    /** Whether something is stored that keeps this execution from being inserted. */
    boolean blocks(NewExecution execution) {
        return row(execution.id()) != null || keyInUse(execution);
    }

    /** Inserts what a caller wants, which is all or nothing. */
    void insert(NewExecution execution) {
        if (keyInUse(execution)) {
            throw keyRefused(execution.taskId(), execution.wakeKey());
        }
        insert(execution.id(), execution.inserted(now));
    }

    /** Inserts what belongs to another row: that one has done its part and must not fail for a key that is in use. */
    private void insertRelative(NewExecution execution) {
        insert(execution.id(), keyInUse(execution) ? execution.insertedWithKeyInUse(now) : execution.inserted(now));
    }

    private void insert(ExecutionId id, StoredExecution row) {
        if (row(id) != null) {
            throw new StoreRefusalException("Execution " + id + " is stored already");
        }
        inserted.put(id, row);
    }

    private boolean keyInUse(NewExecution execution) {
        return execution.wakeKey() != null && sleeps(execution.taskId(), execution.wakeKey());
    }

    private boolean sleeps(String taskId, String key) {
        return rows().filter(row -> row.status() == TaskStatus.SLEEPING)
                .anyMatch(row -> row.taskId().equals(taskId) && key.equals(row.wakeKey()));
    }

    private static StoreRefusalException keyRefused(String taskId, @Nullable String key) {
        return new StoreRefusalException("Another execution of task " + taskId + " sleeps under the key " + key);
    }

    /** Takes back what this verb has inserted. */
    void discard() {
        inserted.clear();
    }

    void put(StoredExecution row) {
        changed.put(row.id(), row);
    }

    /** Lets the rule decide and writes what it decided, where the verb may notify a parent afterwards. */
    Optional<StoredExecution> apply(RowRule rule, StoredExecution row) {
        return rule.decide(withoutPayloads(row)).map(change -> write(row, row.after(resolved(change), now), change));
    }

    /** Lets the rule decide and writes what it decided, where the verb tells no parent. */
    Optional<StoredExecution> applyUnnotified(RowRule rule, StoredExecution row) {
        return rule.decide(withoutPayloads(row))
                .map(change -> write(row, row.afterUnnotified(resolved(change), now), change));
    }

    private StoredExecution write(StoredExecution before, StoredExecution after, Change change) {
        if (change.sleep() != null && sleeps(after.taskId(), change.sleep().key())) {
            throw keyRefused(after.taskId(), after.wakeKey());
        }
        put(after);
        if (before.status() == TaskStatus.RUNNING) {
            StoredAttempt.endedBy(before, change, now).ifPresent(attempt -> attempts.put(before.id(), attempt));
        }
        change.inserts().forEach(this::insertRelative);
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
        return row.withPayloads(Payloads.NONE);
    }

    /** Makes everything visible at once. */
    void commit() {
        memory.rows().putAll(inserted);
        memory.rows().putAll(changed);
        attempts.forEach((id, attempt) ->
                memory.attempts().computeIfAbsent(id, none -> new ArrayList<>()).add(attempt));
        memory.replaceRequests(commands, wakes);
    }
}
