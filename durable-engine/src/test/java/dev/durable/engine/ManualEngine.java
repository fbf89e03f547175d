package dev.durable.engine;

import dev.durable.DurableExecutor;
import dev.durable.engine.config.EngineSettings;
import dev.durable.engine.execution.CallerTransaction;
import dev.durable.engine.execution.Tasks;
import dev.durable.engine.observe.EngineHealth;
import dev.durable.engine.payload.JsonPayloadCodec;
import dev.durable.spi.TaskExecutionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** An engine whose loops and bodies run on the test's thread. */
final class ManualEngine {

    private final ManualScheduler scheduler;
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final RunningEngine engine;

    ManualEngine(World world, EngineSettings settings, TaskExecutionStore store, List<TestTask<?, ?>> tasks) {
        scheduler = new ManualScheduler(world.time);
        Instant begin = world.time.instant();
        Platform platform = new Platform(
                scheduler,
                threads::add,
                new NoTransaction(),
                new JsonPayloadCodec(),
                (taskId, input) -> {},
                () -> Duration.between(begin, world.time.instant()).toNanos());
        engine = new RunningEngine(
                settings,
                platform,
                store,
                new Tasks(tasks.stream().map(TestTask::registered).toList()));
        engine.start();
    }

    DurableExecutor client() {
        return engine.client();
    }

    EngineHealth health() {
        return engine.health();
    }

    ManualScheduler scheduler() {
        return scheduler;
    }

    void stop() {
        engine.stop();
    }

    /** Turns loops and runs bodies until nothing is due; false if nothing was. */
    boolean runDue() {
        boolean moved = false;
        boolean more = true;
        while (more) {
            scheduler.runDue();
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
    void runLoops() {
        scheduler.runDue();
    }

    private static final class NoTransaction implements CallerTransaction {

        @Override
        public boolean active() {
            return false;
        }

        @Override
        public void afterCommit(Runnable action) {
            action.run();
        }
    }
}
