package dev.durable.engine;

import dev.durable.DurableExecutor;
import dev.durable.engine.payload.JsonPayloadCodec;
import dev.durable.engine.process.Scheduler;
import dev.durable.engine.signal.Telemetry;
import dev.durable.engine.task.Tasks;
import dev.durable.spi.TaskExecutionStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An engine with threads of its own, on a store that it shares with others. */
public final class ThreadedEngine implements AutoCloseable {

    private final ScheduledExecutorService loops = Executors.newScheduledThreadPool(3);
    private final ScheduledExecutorService spare = Executors.newScheduledThreadPool(2);
    private final ExecutorService bodies = Executors.newCachedThreadPool();
    private final RunningEngine engine;

    public ThreadedEngine(TaskExecutionStore store, int slots, List<TestTask<?, ?>> tasks) {
        TestTransaction transaction = new TestTransaction();
        Platform platform = new Platform(
                on(loops),
                on(spare),
                on(spare),
                bodies,
                transaction,
                new JsonPayloadCodec(),
                (taskId, input) -> {},
                System::nanoTime,
                Telemetry.NONE);
        engine = new RunningEngine(
                World.settings(slots, slots),
                platform,
                store,
                new Tasks(
                        tasks.stream().map(task -> task.registered(transaction)).toList()));
        engine.start();
    }

    private static Scheduler on(ScheduledExecutorService threads) {
        return (turn, delay) -> {
            Future<?> planned = threads.schedule(turn, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> planned.cancel(false);
        };
    }

    public DurableExecutor client() {
        return new ClientOf(engine);
    }

    /** One of the figures that health shows. */
    public long figure(String name) {
        return (Long) engine.health().liveness().data().get(name);
    }

    @Override
    public void close() {
        engine.stop();
        loops.shutdownNow();
        spare.shutdownNow();
        bodies.shutdownNow();
    }
}
