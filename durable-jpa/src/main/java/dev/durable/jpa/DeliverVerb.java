package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.jpa.WakeTable.Awaited;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Wake;
import dev.durable.spi.WakeRule;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies stored wakes. Nobody waits for anybody here. Requests are locked before executions, kept wakes after them:
 * whoever holds the execution that sleeps under a key decides about all that is kept for the key.
 */
final class DeliverVerb {

    private final Work work;
    private final WakeTable wakes;
    private final Duration keep;
    private final WakeRule rule;

    private final List<WakeEntity> done = new ArrayList<>();
    private final List<WakeEntity> toKeep = new ArrayList<>();
    private boolean more;

    DeliverVerb(Work work, Duration keep, WakeRule rule) {
        this.work = work;
        this.wakes = new WakeTable(work);
        this.keep = keep;
        this.rule = rule;
    }

    Written run(int limit) {
        // One more than asked for, only to know whether there is more.
        List<WakeEntity> requests = atMost(limit, wakes.lockNew(limit + 1));
        List<Awaited> awaited = atMost(limit, wakes.awaited(work.begun(), limit + 1));
        Written written = requests.isEmpty() && awaited.isEmpty() ? Written.NOTHING : deliver(requests, awaited);
        // Last, since from here on rows are held that another delivery may wait for, to drop them.
        done.addAll(wakes.lockExpired(work.begun(), limit));
        wakes.delete(done);
        return written;
    }

    private <T> List<T> atMost(int limit, List<T> found) {
        more |= found.size() > limit;
        return found.subList(0, Math.min(limit, found.size()));
    }

    private Written deliver(List<WakeEntity> requests, List<Awaited> awaited) {
        Map<Long, ExecutionId> targets = wakes.targets(requests);
        Set<ExecutionId> wanted = new HashSet<>(targets.values());
        awaited.forEach(pair -> wanted.add(new ExecutionId(pair.execution())));
        Waking waking = new Waking(work, rule, new ExecutionQueries(work).lockFree(wanted));
        requests.forEach(request -> apply(waking, request, targets.get(request.id())));
        applyKept(waking, awaited);
        Written written = waking.write(more);
        wakes.keep(toKeep, waking.now().plus(keep));
        return written;
    }

    private void apply(Waking waking, WakeEntity request, @Nullable ExecutionId target) {
        Wake wake = request.wake();
        StoredExecution row = target == null ? null : waking.row(target);
        boolean forNext = wake.keepForNext() && row != null && row.status() != TaskStatus.SLEEPING;
        if (target != null && row == null) {
            // Held by others: the request stays until the next time.
            more = true;
        } else if (wake.key() != null && (row == null || forNext)) {
            toKeep.add(request);
        } else if (row == null) {
            done.add(request);
        } else {
            deliver(waking, request, row);
        }
    }

    /**
     * Found without a lock, so that a sleeper may have ended since, or just above: its wake then stays. Only the wakes
     * of sleepers that are held here are locked, or two deliveries could wait for each other to drop them.
     */
    private void applyKept(Waking waking, List<Awaited> awaited) {
        Map<Long, StoredExecution> asleep = new HashMap<>();
        for (Awaited pair : awaited) {
            StoredExecution row = waking.row(new ExecutionId(pair.execution()));
            if (row != null && row.status() == TaskStatus.SLEEPING) {
                asleep.put(pair.wake(), row);
            }
        }
        for (WakeEntity kept : wakes.lockFree(asleep.keySet())) {
            deliver(waking, kept, Objects.requireNonNull(asleep.get(kept.id())));
        }
    }

    /** A wake is gone whatever the rule decides: it would be found again for ever. */
    private void deliver(Waking waking, WakeEntity wake, StoredExecution row) {
        waking.apply(wake.wake(), row);
        done.add(wake);
    }
}
