package dev.durable.engine;

import dev.durable.DurableExecutor;
import dev.durable.engine.config.EngineSettings;
import dev.durable.engine.observe.EngineHealth;
import dev.durable.engine.payload.JsonPayloadCodec;
import dev.durable.engine.task.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** An engine whose loops and bodies run on the test's thread. */
public final class ManualEngine {

    private final ManualScheduler scheduler;
    private final ManualScheduler spare;
    private final FaultyStore store;
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final RunningEngine engine;
    private boolean refusing;

    public ManualEngine(World world, EngineSettings settings, List<TestTask<?, ?>> tasks) {
        scheduler = new ManualScheduler(world.time);
        spare = new ManualScheduler(world.time);
        store = new FaultyStore(world.rows, world.transaction);
        Instant begin = world.time.instant();
        Platform platform = new Platform(
                scheduler,
                spare,
                spare,
                this::execute,
                world.transaction,
                new JsonPayloadCodec(),
                (taskId, input) -> {},
                () -> Duration.between(begin, world.time.instant()).toNanos(),
                world.telemetry);
        engine = new RunningEngine(
                settings,
                platform,
                store,
                new Tasks(tasks.stream()
                        .map(task -> task.registered(world.transaction))
                        .toList()));
        engine.start();
    }

    private void execute(Runnable body) {
        if (refusing) {
            throw new RejectedExecutionException("the server is suspended");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new RejectedExecutionException("interrupted while there was no room, as on Open Liberty");
        }
        threads.add(body);
    }

    public DurableExecutor client() {
        return new ClientOf(engine);
    }

    public EngineHealth health() {
        return engine.health();
    }

    /** One of the figures that health shows. */
    public long figure(String name) {
        return (Long) engine.health().liveness().data().get(name);
    }

    public ManualScheduler scheduler() {
        return scheduler;
    }

    /** Where turns are taken that the server has no say in. */
    public ManualScheduler spare() {
        return spare;
    }

    /** This server's way to the database. */
    public FaultyStore store() {
        return store;
    }

    /** The server is suspended: it takes nothing, and drops what it has taken when that is due. */
    public void suspend(boolean suspended) {
        scheduler.refuse(suspended);
        scheduler.drop(suspended);
        refuseBodies(suspended);
    }

    /** The server takes no bodies. */
    public void refuseBodies(boolean refuse) {
        refusing = refuse;
    }

    /** How many threads have been asked for and have not run yet. */
    public int threadsAskedFor() {
        return threads.size();
    }

    public void stop() {
        engine.stop();
    }

    /** Turns loops and runs bodies until nothing is due; false if nothing was. */
    public boolean runDue() {
        boolean moved = false;
        boolean more = true;
        while (more) {
            moved |= scheduler.runDue();
            moved |= spare.runDue();
            Runnable body = threads.poll();
            more = body != null;
            if (body != null) {
                moved = true;
                body.run();
            }
        }
        return moved;
    }

    /** Turns loops without running a body. */
    public void runLoops() {
        boolean moved = true;
        while (moved) {
            moved = scheduler.runDue() | spare.runDue();
        }
    }
}
