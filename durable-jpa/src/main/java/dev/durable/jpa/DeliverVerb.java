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
 * Applies stored wakes. No transaction waits for another one here. Commands are locked before executions, kept wakes after
 * them: the transaction that holds the sleeping execution decides about all that is kept for its key.
 */
final class DeliverVerb {

    private final StoreSession work;
    private final WakeTable wakes;
    private final Duration keep;
    private final WakeRule rule;

    private final List<WakeEntity> done = new ArrayList<>();
    private final List<WakeEntity> toKeep = new ArrayList<>();
    private boolean more;

    DeliverVerb(StoreSession work, Duration keep, WakeRule rule) {
        this.work = work;
        this.wakes = new WakeTable(work);
        this.keep = keep;
        this.rule = rule;
    }

    Written run(int limit) {
        // One more than asked for, only to know whether there is more.
        List<WakeEntity> commands = atMost(limit, wakes.lockNew(limit + 1));
        List<Awaited> awaited = atMost(limit, wakes.awaited(work.begun(), limit + 1));
        Written written = commands.isEmpty() && awaited.isEmpty() ? Written.NOTHING : deliver(commands, awaited);
        // Last, since from here on rows are held that another delivery may wait for, to drop them.
        done.addAll(wakes.lockKeptTooLong(work.begun(), limit));
        wakes.delete(done);
        return written;
    }

    private <T> List<T> atMost(int limit, List<T> found) {
        more |= found.size() > limit;
        return found.subList(0, Math.min(limit, found.size()));
    }

    private Written deliver(List<WakeEntity> commands, List<Awaited> awaited) {
        Map<Long, ExecutionId> targets = wakes.targets(commands);
        Set<ExecutionId> wanted = new HashSet<>(targets.values());
        awaited.forEach(pair -> wanted.add(new ExecutionId(pair.execution())));
        WakeMatching waking = new WakeMatching(work, rule, new ExecutionQueries(work).lockFree(wanted));
        commands.forEach(command -> apply(waking, command, targets.get(command.id())));
        applyKept(waking, awaited);
        Written written = waking.write(more);
        wakes.keep(toKeep, waking.now().plus(keep));
        return written;
    }

    private void apply(WakeMatching waking, WakeEntity command, @Nullable ExecutionId target) {
        Wake wake = command.wake();
        StoredExecution row = target == null ? null : waking.row(target);
        boolean forNext = wake.keepForNext() && row != null && row.status() != TaskStatus.SLEEPING;
        if (target != null && row == null) {
            // Held by others: the command stays until the next time.
            more = true;
        } else if (wake.key() != null && (row == null || forNext)) {
            toKeep.add(command);
        } else if (row == null) {
            done.add(command);
        } else {
            deliver(waking, command, row);
        }
    }

    /**
     * Found without a lock, so that a sleeper may have ended since, or just above: its wake then stays. Only the wakes
     * of sleepers that are held here are locked, or two deliveries could wait for each other to drop them.
     */
    private void applyKept(WakeMatching waking, List<Awaited> awaited) {
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

    /** A wake is gone whatever the rule decides: it would be found again indefinitely. */
    private void deliver(WakeMatching waking, WakeEntity wake, StoredExecution row) {
        waking.apply(wake.wake(), row);
        done.add(wake);
    }
}
