package dev.durable.engine.process;

import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.engine.signal.AfterCommit;
import dev.durable.engine.signal.Counters;
import dev.durable.engine.task.Tasks;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.Optional;

/** Brings back what dead executors held, and ends what outlives its timeout on a live one. */
public final class Rescue {

    private static final int BATCH = 100;

    private final TaskExecutionStore store;
    private final Lease lease;
    private final Tasks tasks;
    private final Lifecycle lifecycle;
    private final AfterCommit afterCommit;
    private final Counters counters;

    public Rescue(
            TaskExecutionStore store,
            Lease lease,
            Tasks tasks,
            Lifecycle lifecycle,
            AfterCommit afterCommit,
            Counters counters) {
        this.store = store;
        this.lease = lease;
        this.tasks = tasks;
        this.lifecycle = lifecycle;
        this.afterCommit = afterCommit;
        this.counters = counters;
    }

    /** Looks once. */
    public Duration turn(Duration pause) {
        if (!lease.mayJudge()) {
            return pause;
        }
        Written rescued = sweep(new SweepCondition.LeaseExpired(), lifecycle.rescue());
        for (StoredExecution row : rescued.changed()) {
            counters.countRescue(row.taskId());
            Message.RESCUED.log(row.id(), row.taskId(), row.claim().crashes());
        }
        Written overdue = sweep(new SweepCondition.ClaimExpired(tasks.ids()), lifecycle.overdue(this::options));
        for (StoredExecution row : overdue.changed()) {
            Message.OVERDUE.log(row.id(), row.taskId(), row.status());
        }
        return rescued.more() || overdue.more() ? Duration.ZERO : pause;
    }

    private Written sweep(SweepCondition condition, RowRule rule) {
        Written written = store.sweep(condition, BATCH, rule);
        afterCommit.of(written);
        return written;
    }

    private Optional<TaskOptions> options(StoredExecution row) {
        return tasks.byId(row.taskId()).map(task -> task.options().with(row.options()));
    }
}
