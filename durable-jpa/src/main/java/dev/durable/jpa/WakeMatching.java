package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Wake;
import dev.durable.spi.WakeRule;
import dev.durable.spi.Written;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets a rule decide what wakes do to locked executions, and writes it. */
final class WakeMatching {

    private final StoreSession work;
    private final WakeRule rule;
    private final UnitOfWork unit;
    private final Set<WakeTable.Key> ended = new LinkedHashSet<>();

    WakeMatching(StoreSession work, WakeRule rule, Collection<StoredExecution> locked) {
        this.work = work;
        this.rule = rule;
        this.unit = new UnitOfWork(work.now(), locked);
    }

    Instant now() {
        return unit.now();
    }

    /** The execution as decided so far; null if it is not locked. */
    @Nullable
    StoredExecution row(ExecutionId id) {
        return unit.row(id);
    }

    /** Lets the rule decide. */
    void apply(Wake wake, StoredExecution row) {
        unit.decideUnnotified(locked -> rule.decide(locked, wake), row)
                .filter(after -> after.status().finished())
                .ifPresent(this::noteEnd);
    }

    private void noteEnd(StoredExecution row) {
        String key = row.wakeKey();
        if (key != null) {
            ended.add(new WakeTable.Key(row.taskId(), key));
        }
    }

    /** Writes what was decided. What was kept for the executions that have ended goes with them. */
    Written write(boolean more) {
        List<StoredExecution> inserted = new ExecutionWriter(work).write(unit);
        new WakeTable(work).drop(ended);
        return new Written(unit.changed(), inserted, Set.of(), more);
    }
}
