package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.Written;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Advances rows that wait for it, each by itself: neither parents nor children are locked or told. */
final class SweepVerb {

    private final int limit;
    private final RowRule rule;

    SweepVerb(int limit, RowRule rule) {
        this.limit = limit;
        this.rule = rule;
    }

    Written run(StoreSession work, SweepCondition condition) {
        if (condition instanceof SweepCondition.CancelPending) {
            return applyCommands(work);
        }
        // One more than asked for, only to know whether there is more.
        List<StoredExecution> found = new ExecutionQueries(work).lockWaiting(condition, work.begun(), limit + 1);
        return decide(work, found.subList(0, Math.min(limit, found.size())), found.size() > limit);
    }

    /** One row, which is waited for if somebody holds it. */
    Written one(StoreSession work, ExecutionId id) {
        List<StoredExecution> locked = new ExecutionQueries(work).lock(List.of(id));
        Written written = decide(work, locked, false);
        return written.changed().isEmpty() ? new Written(locked, List.of(), Set.of(), false) : written;
    }

    private Written applyCommands(StoreSession work) {
        ExecutionQueries queries = new ExecutionQueries(work);
        List<CancelCommand> found = queries.lockCommands(limit + 1);
        List<CancelCommand> taken = found.subList(0, Math.min(limit, found.size()));
        Set<ExecutionId> wanted = new LinkedHashSet<>();
        taken.forEach(command -> wanted.add(command.executionId()));
        List<StoredExecution> locked = queries.lockFree(wanted);
        Set<ExecutionId> held = new HashSet<>(wanted);
        locked.forEach(row -> held.remove(row.id()));
        // What others hold keeps its commands until the next time. What does not exist has nobody to wait for.
        held.retainAll(queries.existing(held));
        delete(
                work,
                taken.stream()
                        .filter(command -> !held.contains(command.executionId()))
                        .toList());
        return decide(work, locked, found.size() > limit || !held.isEmpty());
    }

    private static void delete(StoreSession work, List<CancelCommand> commands) {
        if (!commands.isEmpty()) {
            work.session()
                    .createMutationQuery("delete from CancelCommand r where r.id in (:ids)")
                    .setParameterList(
                            "ids", commands.stream().map(CancelCommand::id).toList())
                    .executeUpdate();
        }
    }

    private Written decide(StoreSession work, List<StoredExecution> locked, boolean more) {
        if (locked.isEmpty()) {
            return more ? new Written(List.of(), List.of(), Set.of(), true) : Written.NOTHING;
        }
        UnitOfWork unit = new UnitOfWork(work.now(), locked);
        locked.forEach(row -> unit.decideUnnotified(rule, row));
        List<StoredExecution> inserted = new ExecutionWriter(work).write(unit);
        return new Written(unit.changed(), inserted, Set.of(), more);
    }
}
