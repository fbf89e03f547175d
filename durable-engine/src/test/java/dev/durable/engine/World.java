package dev.durable.engine;

import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.config.EngineSettings;
import dev.durable.engine.lifecycle.Limits;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.engine.signal.Telemetry;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.testing.InMemoryTaskExecutionStore;
import dev.durable.spi.testing.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One store, one time, and as many engines as a story needs: the very objects of the product, without threads. */
final class World implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration POLL = Duration.ofSeconds(1);
    static final Duration LEEWAY = Duration.ofSeconds(30);
    static final Duration KEEP = Duration.ofHours(1);

    /** No retries, a timeout of a minute, no chance. */
    static final TaskOptions OPTIONS = new TaskOptions(
            Duration.ZERO, Duration.ofMinutes(1), 0, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0);

    private static final Duration STEP = Duration.ofMillis(50);

    final SettableTime time = new SettableTime();
    final InMemoryTaskExecutionStore rows = new InMemoryTaskExecutionStore(time);
    final TestTransaction transaction = new TestTransaction();
    final Journal journal = new Journal();

    /** Of the engines that are started from then on. */
    Telemetry telemetry = Telemetry.NONE;

    private final List<ManualEngine> engines = new ArrayList<>();

    /** Starts an engine that has these tasks. */
    ManualEngine engine(TestTask<?, ?>... tasks) {
        return engine(settings(), tasks);
    }

    /** Starts an engine with other settings. */
    ManualEngine engine(EngineSettings settings, TestTask<?, ?>... tasks) {
        ManualEngine engine = new ManualEngine(this, settings, List.of(tasks));
        engines.add(engine);
        return engine;
    }

    /** The engine is gone for good: it turns no more, and whatever its bodies still do reaches no database. */
    void kill(ManualEngine engine) {
        engines.remove(engine);
        engine.store().out();
    }

    /** The server stands still: its loops do not turn, and its bodies do what the story lets them do. */
    void pause(ManualEngine engine) {
        engines.remove(engine);
    }

    /** The server goes on as if nothing had happened. */
    void resume(ManualEngine engine) {
        engines.add(engine);
    }

    /** Everything that is due happens now. */
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (ManualEngine engine : List.copyOf(engines)) {
                moved |= engines.contains(engine) && engine.runDue();
            }
        }
    }

    /** Time passes in small steps, and whatever is due happens in its time. */
    void pass(Duration duration) {
        for (Duration left = duration; !left.isNegative() && !left.isZero(); left = left.minus(STEP)) {
            time.advance(left.compareTo(STEP) < 0 ? left : STEP);
            settle();
        }
    }

    /** The same, without any body being run. */
    void passWithoutBodies(Duration duration) {
        for (Duration left = duration; !left.isNegative() && !left.isZero(); left = left.minus(STEP)) {
            time.advance(left.compareTo(STEP) < 0 ? left : STEP);
            List.copyOf(engines).forEach(ManualEngine::runLoops);
        }
    }

    StoredExecution row(ExecutionId id) {
        return rows.views().find(id).orElseThrow();
    }

    StoredExecution row(TaskHandle<?> handle) {
        return row(handle.executionId());
    }

    /** Where it stands, whatever has become of the engine that enqueued it. */
    TaskStatus status(TaskHandle<?> handle) {
        return row(handle).status();
    }

    /** Its outcome, as stored; null if it has not completed. */
    @Nullable
    String output(TaskHandle<?> handle) {
        return row(handle).payloads().output();
    }

    /** Why it did not complete. */
    TaskError error(TaskHandle<?> handle) {
        return error(row(handle));
    }

    TaskError error(StoredExecution row) {
        return Optional.ofNullable(row.error()).orElseThrow();
    }

    /** The rows of that task. */
    List<StoredExecution> rowsOf(String taskId) {
        return rows.all().stream().filter(row -> row.taskId().equals(taskId)).toList();
    }

    @Override
    public void close() {
        journal.close();
    }

    static EngineSettings settings() {
        return settings(4, 4);
    }

    static EngineSettings settings(int slots, int prefetch) {
        return settings("test", slots, prefetch);
    }

    static EngineSettings settings(String executorName, int slots, int prefetch) {
        return new EngineSettings(
                true,
                executorName,
                new EngineSettings.Resources("jdbc/durable", false, "executor", "scheduler"),
                new EngineSettings.Capacity(slots, prefetch, 10, 10),
                new EngineSettings.Timing(LEASE, LEEWAY, POLL, Duration.ofSeconds(5), Duration.ofSeconds(30), KEEP),
                new Limits(3, 1_000, 1_000, 50, 5));
    }
}
