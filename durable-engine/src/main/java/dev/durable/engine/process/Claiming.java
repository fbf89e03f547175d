package dev.durable.engine.process;

import dev.durable.engine.journal.Message;
import dev.durable.engine.run.Attempt;
import dev.durable.engine.run.ClaimReturns;
import dev.durable.engine.run.HeldAttempts;
import dev.durable.engine.run.Slots;
import dev.durable.engine.signal.Telemetry;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.Tasks;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Claimed;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Claims what is due, as much as there is room for, and hands it to the slots. */
public final class Claiming {

    /** After two crashes an execution is a suspect, and runs only where no other suspect does. */
    static final int SUSPECT_AFTER = 2;

    /**
     * How to claim.
     *
     * @param executorName what an operator calls this server
     * @param batch how many at most at a time
     * @param leeway what is added to a timeout before a claim is overdue
     * @param pollInterval the longest pause between two looks
     */
    public record Settings(String executorName, int batch, Duration leeway, Duration pollInterval) {}

    private final TaskExecutionStore store;
    private final Lease lease;
    private final HeldAttempts held;
    private final Slots slots;
    private final ClaimReturns returns;
    private final Tasks tasks;
    private final Settings settings;
    private final BooleanSupplier open;
    private final LongSupplier nanoTime;
    private final Telemetry telemetry;

    /** Whether the last claim ended for want of room, so that there may be more. */
    private volatile boolean hungry = true;

    // Only touched by turns, of which there is one at a time.
    private boolean refused;
    private boolean inDoubt;
    private long notBeforeNanos;

    /**
     * @param open whether the server takes work: what it did not let start would have to be returned
     */
    public Claiming(
            TaskExecutionStore store,
            Lease lease,
            HeldAttempts held,
            Slots slots,
            ClaimReturns returns,
            Tasks tasks,
            Settings settings,
            BooleanSupplier open,
            LongSupplier nanoTime,
            Telemetry telemetry) {
        this.store = store;
        this.lease = lease;
        this.held = held;
        this.slots = slots;
        this.returns = returns;
        this.tasks = tasks;
        this.settings = settings;
        this.open = open;
        this.nanoTime = nanoTime;
        this.telemetry = telemetry;
    }

    /** Claims once. */
    public Duration turn() {
        long now = nanoTime.getAsLong();
        if (refused && now - notBeforeNanos < 0) {
            return Duration.ofNanos(notBeforeNanos - now);
        }
        refused = false;
        Optional<ExecutorId> executor = lease.held();
        Map<String, Duration> claimable = claimable();
        if (executor.isEmpty() || claimable.isEmpty()) {
            return settings.pollInterval();
        }
        if (inDoubt) {
            lease.returnUnheld(executor.get(), held.capacity() + settings.batch());
            inDoubt = false;
        }
        int limit = open.getAsBoolean() ? Math.min(settings.batch(), held.room()) : 0;
        if (limit <= 0) {
            hungry = true;
            return settings.pollInterval();
        }
        // Until what was claimed is in the slots: whatever is thrown in between, the rows may be claimed all the same.
        inDoubt = true;
        Claimed claimed = store.claim(new ClaimQuery(
                executor.get(),
                settings.executorName(),
                claimable,
                deadlines(),
                settings.leeway(),
                limit,
                !held.holdsSuspect(SUSPECT_AFTER),
                SUSPECT_AFTER));
        hungry = claimed.executions().size() == limit;
        start(claimed.executions(), executor.get(), now);
        inDoubt = false;
        if (hungry && held.room() > 0) {
            return Duration.ZERO;
        }
        return claimed.nextDue()
                .filter(due -> due.compareTo(settings.pollInterval()) < 0)
                .orElse(settings.pollInterval());
    }

    /** What may be claimed now: a task of a web module that has not come up yet, or is gone, stays untouched. */
    private Map<String, Duration> claimable() {
        return tasks.all().stream()
                .filter(task -> task.traits().enabled() && task.bean().available())
                .collect(Collectors.toUnmodifiableMap(
                        RegisteredTask::id, task -> task.options().timeout()));
    }

    /** How long after its first claim what the engine itself has inserted ends at the latest. */
    private Map<String, Duration> deadlines() {
        return tasks.all().stream()
                .flatMap(task -> Stream.ofNullable(task.options().deadline()).map(end -> Map.entry(task.id(), end)))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void start(List<StoredExecution> executions, ExecutorId executor, long now) {
        if (executions.isEmpty()) {
            return;
        }
        Message.CLAIMED.log(executions.size());
        telemetry.claimed(executions.size());
        List<Attempt> attempts = new ArrayList<>(executions.size());
        for (StoredExecution execution : executions) {
            RegisteredTask task = tasks.byId(execution.taskId())
                    .orElseThrow(() -> new IllegalStateException("Claimed a foreign task: " + execution.taskId()));
            attempts.add(new Attempt(execution, task, now));
        }
        if (!leaseIs(executor)) {
            // The lease ran out while the claim was under way: the bodies may run elsewhere soon, so not here.
            returns.returnAtOnce(attempts);
            return;
        }
        if (!slots.accept(attempts)) {
            refused = true;
            notBeforeNanos = now + settings.pollInterval().toNanos();
        }
        if (!leaseIs(executor)) {
            // It expired just now, and the lease guard may have looked before these attempts were there.
            returns.returnWaiting(attempt -> true);
            held.abandon(attempts::contains, "the server has lost its lease");
        }
    }

    private boolean leaseIs(ExecutorId executor) {
        return lease.held().equals(Optional.of(executor));
    }

    /** Whether so much room is worth a claim: while there may be more, a quarter of the capacity at a time. */
    public boolean worthwhile() {
        return hungry && held.room() >= Math.max(1, held.capacity() / 4);
    }
}
