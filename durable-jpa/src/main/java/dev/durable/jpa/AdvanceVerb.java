package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Waiting;
import dev.durable.spi.Written;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Advances rows that wait for it, each by itself: neither parents nor children are locked or told. */
final class AdvanceVerb {

    private final int limit;
    private final RowRule rule;

    AdvanceVerb(int limit, RowRule rule) {
        this.limit = limit;
        this.rule = rule;
    }

    Written run(Work work, Waiting waiting) {
        if (waiting instanceof Waiting.Requested) {
            return requested(work);
        }
        // One more than asked for, only to know whether there is more.
        List<StoredExecution> found = new ExecutionQueries(work).lockWaiting(waiting, work.begun(), limit + 1);
        return decide(work, found.subList(0, Math.min(limit, found.size())), found.size() > limit);
    }

    /** One row, which is waited for if somebody holds it. */
    Written one(Work work, ExecutionId id) {
        List<StoredExecution> locked = new ExecutionQueries(work).lock(List.of(id));
        Written written = decide(work, locked, false);
        return written.changed().isEmpty() ? new Written(locked, List.of(), Set.of(), false) : written;
    }

    private Written requested(Work work) {
        ExecutionQueries queries = new ExecutionQueries(work);
        List<CancelRequest> found = queries.lockRequests(limit + 1);
        List<CancelRequest> taken = found.subList(0, Math.min(limit, found.size()));
        Set<ExecutionId> wanted = new LinkedHashSet<>();
        taken.forEach(request -> wanted.add(request.executionId()));
        List<StoredExecution> locked = queries.lockFree(wanted);
        Set<ExecutionId> held = new HashSet<>(wanted);
        locked.forEach(row -> held.remove(row.id()));
        // What others hold keeps its requests until the next time. What does not exist has nobody to wait for.
        held.retainAll(queries.existing(held));
        delete(
                work,
                taken.stream()
                        .filter(request -> !held.contains(request.executionId()))
                        .toList());
        return decide(work, locked, found.size() > limit || !held.isEmpty());
    }

    private static void delete(Work work, List<CancelRequest> requests) {
        if (!requests.isEmpty()) {
            work.session()
                    .createMutationQuery("delete from CancelRequest r where r.id in (:ids)")
                    .setParameterList(
                            "ids", requests.stream().map(CancelRequest::id).toList())
                    .executeUpdate();
        }
    }

    private Written decide(Work work, List<StoredExecution> locked, boolean more) {
        if (locked.isEmpty()) {
            return more ? new Written(List.of(), List.of(), Set.of(), true) : Written.NOTHING;
        }
        Decisions decisions = new Decisions(work.now(), locked);
        locked.forEach(row -> decisions.decideUntold(rule, row));
        List<StoredExecution> inserted = new ExecutionWriter(work).write(decisions);
        return new Written(decisions.changed(), inserted, Set.of(), more);
    }
}
