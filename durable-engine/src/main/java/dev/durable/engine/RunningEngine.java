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
import dev.durable.engine.process.Loop;
import dev.durable.engine.process.LoopSupervisor;
import dev.durable.engine.process.RemoteChanges;
import dev.durable.engine.process.Rescue;
import dev.durable.engine.process.Scheduler;
import dev.durable.engine.process.Sweeps;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** One engine, put together: the only place that knows how the rooms hang together. */
final class RunningEngine {

    private final EngineSettings settings;
    private final Platform platform;
    private final TaskExecutionStore store;
    private final Tasks tasks;

    private final Signals signals = new Signals();
    private final Counters counters;
    private final Waiters waiters = new Waiters(signals);
    private final AfterCommit effects;
    private final List<Loop> loops = new ArrayList<>();

    private final Lifecycle lifecycle;
    private final FamilyLife family;
    private final HeldAttempts attempts;
    private final Slots slots;
    private final ClaimReturns returns;
    private final OutcomeWriter writer;
    private final Lease lease;
    private final Timeouts deadlines;
    private final Probe probe;
    private final LoopSupervisor keeper;
    private final Loop guard;
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
        effects = new AfterCommit(
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
        ExecutionFactory enqueuer = new ExecutionFactory(payloads, platform.beanValidation(), limits, ids);
        RelativePayloads families = new RelativePayloads(store.views(), tasks, payloads);
        writer = new OutcomeWriter(store, lifecycle, family, effects, attempts, capacity.writeBackBatch());
        returns = new ClaimReturns(attempts, writer);
        deadlines = new Timeouts(platform.nanoTime(), signals, attempts, writer);
        Spawning spawning = new Spawning(tasks, payloads, enqueuer, limits);
        BodyRunner bodies = new BodyRunner(
                new BodyDispatcher(payloads, enqueuer, families, spawning, deadlines, () -> stopping),
                new TransactionalRun(store, lifecycle),
                deadlines,
                platform.telemetry(),
                platform.nanoTime(),
                platform::runsBodies);
        slots = new Slots(attempts, platform.threads(), bodies, deadlines, writer, returns);
        lease = new Lease(
                store,
                attempts,
                lifecycle,
                settings.executorName(),
                settings.timing().lease(),
                platform.nanoTime());
        probe = new Probe(store.views(), platform.nanoTime(), this::passedDeadlines);
        keeper = new LoopSupervisor(
                platform.scheduler(), platform.spare(), signals, settings.executorName(), keeperPause());
        guard = new Loop("lease guard", keeperPause(), lease::guard, platform.pulse(), platform.nanoTime());
        CancelCalls cancellation = new CancelCalls(store, platform.transaction(), lifecycle, signals, effects);
        Handles handles = new Handles(store, platform.transaction(), cancellation, waiters, families);
        EnqueueCalls enqueuing = new EnqueueCalls(
                tasks, enqueuer, store, platform.transaction(), signals, handles, platform.telemetry());
        WakeCalls waking = new WakeCalls(
                tasks,
                payloads,
                store,
                platform.transaction(),
                new WakeCalls.Applying(lifecycle, settings.timing().wakeRetention(), signals, effects));
        client = new ExecutorClient.Parts(tasks, store.views(), enqueuing, waking, handles);
        planLoops();
    }

    /** An expiry is seen, and the lease renewed, long before it ends. */
    private Duration keeperPause() {
        return settings.timing().lease().dividedBy(10);
    }

    /** The background processes as a table: what turns, how long it pauses at most, and what wakes it. */
    private void planLoops() {
        EngineSettings.Timing timing = settings.timing();
        plan("supervisor", keeperPause(), keeper::turn, platform.pulse(), Signals.Kind.REFUSED);
        RemoteChanges watching = new RemoteChanges(store.views(), attempts, waiters);
        loop("probe", Probe.INTERVAL, probe::turn);
        loop("await", Pauses.IDLE, () -> watching.watchAwaited(Pauses.IDLE, Pauses.AWAITING), Signals.Kind.AWAIT);
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
                () -> !keeper.suspended(),
                platform.nanoTime(),
                platform.telemetry());
        signals.on(Signals.Kind.ROOM, () -> {
            if (claiming.worthwhile()) {
                signals.raise(Signals.Kind.CLAIM);
            }
        });
        Rescue rescue = new Rescue(store, lease, tasks, lifecycle, effects, counters);
        Sweeps sweeps = new Sweeps(store, lifecycle, family, effects, timing.wakeRetention());
        Duration third = timing.lease().dividedBy(3);
        Duration half = timing.lease().dividedBy(2);
        loop("lease", third, this::renewLease);
        loops.add(guard);
        loop("waiting", half, () -> tidy(half), Signals.Kind.SUSPENDED);
        loop("claim", timing.pollInterval(), claiming::turn, Signals.Kind.CLAIM);
        loop("timeouts", Timeouts.LONGEST_PAUSE, deadlines::turn, Signals.Kind.TIMEOUT);
        loop("write back", Pauses.IDLE, this::flush, Signals.Kind.WRITE_BACK);
        loop("rescue", half, () -> rescue.turn(half));
        loop("commands", Pauses.SWEEP, () -> sweeps.applyCommands(Pauses.SWEEP), Signals.Kind.COMMAND);
        loop("deadlines", Pauses.IDLE, () -> sweeps.passDeadlines(Pauses.IDLE), Signals.Kind.DEADLINE);
        loop("close", Pauses.SWEEP, () -> sweeps.close(Pauses.SWEEP), Signals.Kind.CLOSE);
        loop("remote changes", Pauses.WATCH, () -> watching.watchRunning(Pauses.WATCH));
    }

    private void loop(String name, Duration longestPause, Loop.Step step, Signals.Kind... wokenBy) {
        keeper.keep(plan(name, longestPause, step, keeper.server(), wokenBy));
    }

    private Loop plan(
            String name, Duration longestPause, Loop.Step step, Scheduler scheduler, Signals.Kind... wokenBy) {
        Loop loop = new Loop(name, longestPause, step, scheduler, platform.nanoTime());
        loops.add(loop);
        for (Signals.Kind kind : wokenBy) {
            signals.on(kind, loop::signal);
        }
        return loop;
    }

    /** Looks after what waits for a slot, and after slots that do not become free. */
    private Duration tidy(Duration halfLease) {
        if (keeper.suspended()) {
            returns.returnWaiting(attempt -> true);
        } else {
            returns.returnWaitingSince(platform.nanoTime().getAsLong() - halfLease.toNanos());
        }
        attempts.reportOutstaying();
        return halfLease.dividedBy(4);
    }

    /** Timeouts are few and far away, so nobody looks for those that have passed unless there is one. */
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

    private Duration flush() {
        writer.flush();
        return Pauses.IDLE;
    }

    /** Takes the lease and starts turning. */
    void start() {
        if (settings.enabled()) {
            lease.renew();
        } else {
            Message.NOT_ENABLED.log();
        }
        loops.forEach(Loop::start);
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
            new Shutdown(settings, platform.nanoTime(), loops, guard, attempts, returns, writer, lease).run();
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
        return new EngineHealth(keeper, probe, loops, attempts, writer, counters);
    }

    List<Loop> loops() {
        return List.copyOf(loops);
    }

    /** How long loops pause that no setting governs. */
    private static final class Pauses {

        static final Duration IDLE = Duration.ofSeconds(30);
        static final Duration SWEEP = Duration.ofSeconds(5);
        static final Duration WATCH = Duration.ofMillis(500);
        static final Duration AWAITING = Duration.ofMillis(200);
    }
}
