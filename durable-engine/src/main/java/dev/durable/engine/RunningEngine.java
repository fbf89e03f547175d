package dev.durable.engine;

import dev.durable.engine.client.CancelCalls;
import dev.durable.engine.client.EnqueueCalls;
import dev.durable.engine.client.ExecutorClient;
import dev.durable.engine.client.Handles;
import dev.durable.engine.client.WakeCalls;
import dev.durable.engine.config.EngineSettings;
import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.FamilyLife;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.lifecycle.Limits;
import dev.durable.engine.observe.EngineGauges;
import dev.durable.engine.observe.EngineHealth;
import dev.durable.engine.observe.Probe;
import dev.durable.engine.process.Claiming;
import dev.durable.engine.process.Lease;
import dev.durable.engine.process.LoopSupervisor;
import dev.durable.engine.process.RemoteChanges;
import dev.durable.engine.process.Rescue;
import dev.durable.engine.process.Sweeps;
import dev.durable.engine.run.BatchWriter;
import dev.durable.engine.run.BodyDispatcher;
import dev.durable.engine.run.BodyRunner;
import dev.durable.engine.run.ClaimReturns;
import dev.durable.engine.run.HeldAttempts;
import dev.durable.engine.run.OutcomeWriter;
import dev.durable.engine.run.Slots;
import dev.durable.engine.run.Spawning;
import dev.durable.engine.run.Timeouts;
import dev.durable.engine.run.TransactionalRun;
import dev.durable.engine.signal.AfterCommit;
import dev.durable.engine.signal.Counters;
import dev.durable.engine.signal.Signals;
import dev.durable.engine.signal.Waiters;
import dev.durable.engine.task.ExecutionFactory;
import dev.durable.engine.task.ExecutionIds;
import dev.durable.engine.task.Payloads;
import dev.durable.engine.task.RelativePayloads;
import dev.durable.engine.task.Tasks;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.TaskExecutionViews.Figures;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** One engine, put together: the only place that knows how the rooms hang together. */
final class RunningEngine {

    /** How often to look for ends on other servers while a caller waits. */
    private static final Duration AWAITING = Duration.ofMillis(200);

    private final EngineSettings settings;
    private final Platform platform;
    private final TaskExecutionStore store;
    private final Tasks tasks;

    private final Signals signals = new Signals();
    private final Counters counters;
    private final Waiters waiters = new Waiters(signals);
    private final AfterCommit afterCommit;
    private final Loops loops;

    private final Lifecycle lifecycle;
    private final FamilyLife family;
    private final HeldAttempts attempts;
    private final Slots slots;
    private final ClaimReturns returns;
    private final OutcomeWriter writer;
    private final Lease lease;
    private final Timeouts timeouts;
    private final Probe probe;
    private final LoopSupervisor supervisor;
    private final ExecutorClient.Parts client;

    private volatile boolean stopping;

    RunningEngine(EngineSettings settings, Platform platform, TaskExecutionStore store, Tasks tasks) {
        this.settings = settings;
        this.platform = platform;
        this.store = store;
        this.tasks = tasks;
        counters = new Counters(platform.telemetry());
        EngineSettings.Capacity capacity = settings.capacity();
        attempts = new HeldAttempts(capacity.slots(), capacity.prefetch(), signals);
        afterCommit = new AfterCommit(
                signals,
                waiters,
                counters,
                id -> attempts.abandon(attempt -> attempt.id().equals(id), "it was cancelled, or has run out of time"));
        ExecutionIds ids = new ExecutionIds();
        lifecycle = new Lifecycle(
                ids,
                () -> ThreadLocalRandom.current().nextDouble(),
                settings.limits().maxCrashes());
        family = new FamilyLife(ids);
        Limits limits = settings.limits();
        Payloads payloads = new Payloads(platform.codec(), limits);
        ExecutionFactory factory = new ExecutionFactory(payloads, platform.beanValidation(), limits, ids);
        RelativePayloads relatives = new RelativePayloads(store.views(), tasks, payloads);
        BatchWriter batches = new BatchWriter(store, lifecycle, family, afterCommit, attempts);
        writer = new OutcomeWriter(batches, afterCommit, attempts, capacity.writeBackBatch());
        returns = new ClaimReturns(attempts, writer);
        timeouts = new Timeouts(platform.nanoTime(), signals, attempts, writer);
        Spawning spawning = new Spawning(tasks, payloads, factory, limits);
        BodyRunner bodies = new BodyRunner(
                new BodyDispatcher(payloads, factory, relatives, spawning, timeouts, () -> stopping),
                new TransactionalRun(store, lifecycle),
                timeouts,
                platform.telemetry(),
                platform.nanoTime(),
                platform::runsBodies);
        slots = new Slots(attempts, platform.threads(), bodies, timeouts, writer, returns);
        lease = new Lease(
                store,
                attempts,
                lifecycle,
                settings.executorName(),
                settings.timing().lease(),
                platform.nanoTime());
        probe = new Probe(store.views(), platform.nanoTime(), this::passedDeadlines);
        supervisor = new LoopSupervisor(
                platform.scheduler(),
                platform.spare(),
                signals,
                settings.executorName(),
                Loops.Row.SUPERVISOR.pause(settings.timing()));
        loops = new Loops(settings.timing(), platform, signals, supervisor);
        CancelCalls cancellation = new CancelCalls(store, platform.transaction(), lifecycle, signals, afterCommit);
        Handles handles = new Handles(store, platform.transaction(), cancellation, waiters, relatives);
        EnqueueCalls enqueuing =
                new EnqueueCalls(tasks, factory, store, platform.transaction(), signals, handles, platform.telemetry());
        WakeCalls waking = new WakeCalls(
                tasks,
                payloads,
                store,
                platform.transaction(),
                new WakeCalls.Applying(lifecycle, settings.timing().wakeRetention(), signals, afterCommit));
        client = new ExecutorClient.Parts(tasks, store.views(), enqueuing, waking, handles);
        planLoops();
    }

    private void planLoops() {
        EngineSettings.Timing timing = settings.timing();
        RemoteChanges remote = new RemoteChanges(store.views(), attempts, waiters);
        loops.add(Loops.Row.SUPERVISOR, pause -> supervisor.turn());
        loops.add(Loops.Row.PROBE, pause -> probe.turn());
        loops.add(Loops.Row.AWAIT, pause -> remote.watchAwaited(pause, AWAITING));
        if (!settings.enabled()) {
            return;
        }
        // A claim may wait for its slot for most of a lease, and a timeout counts from the start of the body.
        Duration overdueAfter = timing.leeway().plus(timing.lease());
        Claiming claiming = new Claiming(
                store,
                lease,
                attempts,
                slots,
                returns,
                tasks,
                new Claiming.Settings(
                        settings.executorName(), settings.capacity().claimBatch(), overdueAfter, timing.pollInterval()),
                () -> !supervisor.suspended(),
                platform.nanoTime(),
                platform.telemetry());
        signals.on(Signals.Kind.ROOM, () -> {
            if (claiming.worthwhile()) {
                signals.raise(Signals.Kind.CLAIM);
            }
        });
        Rescue rescue = new Rescue(store, lease, tasks, lifecycle, afterCommit, counters);
        Sweeps sweeps = new Sweeps(store, lifecycle, family, afterCommit, timing.wakeRetention());
        loops.add(Loops.Row.LEASE, pause -> renewLease());
        loops.add(Loops.Row.LEASE_GUARD, pause -> lease.guard());
        loops.add(Loops.Row.WAITING, this::tidy);
        loops.add(Loops.Row.CLAIM, pause -> claiming.turn());
        loops.add(Loops.Row.TIMEOUTS, pause -> timeouts.turn());
        loops.add(Loops.Row.WRITE_BACK, this::flush);
        loops.add(Loops.Row.RESCUE, rescue::turn);
        loops.add(Loops.Row.COMMANDS, sweeps::applyCommands);
        loops.add(Loops.Row.DEADLINES, sweeps::passDeadlines);
        loops.add(Loops.Row.CLOSE, sweeps::close);
        loops.add(Loops.Row.REMOTE_CHANGES, remote::watchRunning);
    }

    /** Looks after what waits for a slot, and after slots that do not become free. */
    private Duration tidy(Duration halfLease) {
        if (supervisor.suspended()) {
            returns.returnWaiting(attempt -> true);
        } else {
            returns.returnWaitingSince(platform.nanoTime().getAsLong() - halfLease.toNanos());
        }
        attempts.reportOutstaying();
        return halfLease.dividedBy(4);
    }

    /** Deadlines are few and far away, so nobody looks for those that have passed unless there is one. */
    private void passedDeadlines(Figures figures) {
        if (figures.nextDeadline()
                .filter(next -> next.isNegative() || next.isZero())
                .isPresent()) {
            signals.raise(Signals.Kind.DEADLINE);
        }
    }

    /** What has been done is written before the rest of a lost lease is returned: it need not be done again. */
    private Duration renewLease() {
        if (lease.isLost()) {
            writer.tryFlush(); // and no more than that: one outcome that cannot be written must not cost the lease
        }
        return lease.renew();
    }

    private Duration flush(Duration pause) {
        writer.flush();
        return pause;
    }

    /** Takes the lease and starts turning. */
    void start() {
        if (settings.enabled()) {
            lease.renew();
        } else {
            Message.NOT_ENABLED.log();
        }
        loops.start();
        platform.telemetry()
                .observe(new EngineGauges(
                        settings.executorName(), settings.capacity().slots(), attempts, writer, probe));
        Message.STARTED.log(
                settings.executorName(),
                lease.id(),
                tasks.all().size(),
                settings.capacity().slots());
    }

    /** There may be more to claim than before. */
    void claimSoon() {
        signals.raise(Signals.Kind.CLAIM);
    }

    /** Ends in a bounded time, on the calling thread: a stopping server takes no new work. */
    void stop() {
        stopping = true;
        try {
            new Shutdown(settings, platform.nanoTime(), loops, attempts, returns, writer, lease).run();
        } finally {
            platform.telemetry().stop();
            waiters.stop();
            store.close();
        }
    }

    ExecutorClient.Parts client() {
        return client;
    }

    EngineHealth health() {
        return new EngineHealth(supervisor, probe, loops.all(), attempts, writer, counters);
    }
}
