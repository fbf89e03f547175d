package dev.durable.engine;

import dev.durable.engine.config.EngineSettings;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.testing.InMemoryTaskExecutionStore;
import dev.durable.spi.testing.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** One store, one time, and as many engines as a story needs: the very objects of the product, without threads. */
final class World {

    static final Duration LEASE = Duration.ofSeconds(10);

    static final TaskOptions OPTIONS = new TaskOptions(
            Duration.ZERO, Duration.ofMinutes(1), 0, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0);

    final SettableTime time = new SettableTime();
    final InMemoryTaskExecutionStore rows = new InMemoryTaskExecutionStore(time);
    private final List<ManualEngine> engines = new ArrayList<>();

    /** Starts an engine that has these tasks. */
    ManualEngine engine(TestTask<?, ?>... tasks) {
        return engine(settings(), store -> store, tasks);
    }

    /** Starts an engine with a store that may misbehave. */
    ManualEngine engine(EngineSettings settings, UnaryOperator<TaskExecutionStore> between, TestTask<?, ?>... tasks) {
        ManualEngine engine = new ManualEngine(this, settings, between.apply(rows), List.of(tasks));
        engines.add(engine);
        return engine;
    }

    /** The engine is gone, as after a kill: it turns no more, and gives nothing back. */
    void kill(ManualEngine engine) {
        engines.remove(engine);
    }

    /** Everything that is due happens now. */
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (ManualEngine engine : List.copyOf(engines)) {
                moved |= engine.runDue();
            }
        }
    }

    /** Time passes in small steps, and whatever falls due happens in its time. */
    void pass(Duration duration) {
        Duration step = Duration.ofMillis(50);
        for (Duration left = duration; !left.isNegative() && !left.isZero(); left = left.minus(step)) {
            time.advance(left.compareTo(step) < 0 ? left : step);
            settle();
        }
    }

    static EngineSettings settings() {
        return new EngineSettings(
                true,
                "test",
                new EngineSettings.Resources("jdbc/durable", false, "executor", "scheduler"),
                new EngineSettings.Capacity(4, 4, 10, 10),
                new EngineSettings.Timing(
                        LEASE,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30)),
                new EngineSettings.Limits(3, 1_000, 1_000, 50, 5));
    }
}
