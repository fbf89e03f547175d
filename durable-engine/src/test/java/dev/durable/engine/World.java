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

/** One store, one time, and as many engines as a test needs: the very objects of the product, without threads. */
public final class World implements AutoCloseable {

    public static final Duration LEASE = Duration.ofSeconds(10);
    public static final Duration POLL = Duration.ofSeconds(1);
    public static final Duration LEEWAY = Duration.ofSeconds(30);
    public static final Duration KEEP = Duration.ofHours(1);

    /** No retries, a timeout of a minute, no chance. */
    public static final TaskOptions OPTIONS = new TaskOptions(
            Duration.ZERO, Duration.ofMinutes(1), 0, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0);

    private static final Duration STEP = Duration.ofMillis(50);

    public final SettableTime time = new SettableTime();
    public final InMemoryTaskExecutionStore rows = new InMemoryTaskExecutionStore(time);
    public final TestTransaction transaction = new TestTransaction();
    public final Journal journal = new Journal();

    /** Of the engines that are started from then on. */
    public Telemetry telemetry = Telemetry.NONE;

    private final List<ManualEngine> engines = new ArrayList<>();

    /** Starts an engine that has these tasks. */
    public ManualEngine engine(TestTask<?, ?>... tasks) {
        return engine(settings(), tasks);
    }

    /** Starts an engine with other settings. */
    public ManualEngine engine(EngineSettings settings, TestTask<?, ?>... tasks) {
        ManualEngine engine = new ManualEngine(this, settings, List.of(tasks));
        engines.add(engine);
        return engine;
    }

    /** The engine is gone for good: it turns no more, and whatever its bodies still do reaches no database. */
    public void kill(ManualEngine engine) {
        engines.remove(engine);
        engine.store().out();
    }

    /** The server stands still: its loops do not turn, and its bodies do what the test lets them do. */
    public void pause(ManualEngine engine) {
        engines.remove(engine);
    }

    /** The server goes on as if nothing had happened. */
    public void resume(ManualEngine engine) {
        engines.add(engine);
    }

    /** Everything that is due happens now. */
    public void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (ManualEngine engine : List.copyOf(engines)) {
                moved |= engines.contains(engine) && engine.runDue();
            }
        }
    }

    /** Time passes in small steps, and whatever is due happens in its time. */
    public void pass(Duration duration) {
        for (Duration left = duration; !left.isNegative() && !left.isZero(); left = left.minus(STEP)) {
            time.advance(left.compareTo(STEP) < 0 ? left : STEP);
            settle();
        }
    }

    /** The same, without any body being run. */
    public void passWithoutBodies(Duration duration) {
        for (Duration left = duration; !left.isNegative() && !left.isZero(); left = left.minus(STEP)) {
            time.advance(left.compareTo(STEP) < 0 ? left : STEP);
            List.copyOf(engines).forEach(ManualEngine::runLoops);
        }
    }

    public StoredExecution row(ExecutionId id) {
        return rows.views().find(id).orElseThrow();
    }

    public StoredExecution row(TaskHandle<?> handle) {
        return row(handle.executionId());
    }

    /** Where it stands, whatever has become of the engine that enqueued it. */
    public TaskStatus status(TaskHandle<?> handle) {
        return row(handle).status();
    }

    /** Its outcome, as stored; null if it has not completed. */
    public @Nullable String output(TaskHandle<?> handle) {
        return row(handle).payloads().output();
    }

    /** Why it did not complete. */
    public TaskError error(TaskHandle<?> handle) {
        return error(row(handle));
    }

    public TaskError error(StoredExecution row) {
        return Optional.ofNullable(row.error()).orElseThrow();
    }

    /** The rows of that task. */
    public List<StoredExecution> rowsOf(String taskId) {
        return rows.all().stream().filter(row -> row.taskId().equals(taskId)).toList();
    }

    @Override
    public void close() {
        journal.close();
    }

    public static EngineSettings settings() {
        return settings(4, 4);
    }

    public static EngineSettings settings(int slots, int prefetch) {
        return settings("test", slots, prefetch);
    }

    public static EngineSettings settings(String executorName, int slots, int prefetch) {
        return new EngineSettings(
                true,
                executorName,
                new EngineSettings.Resources("jdbc/durable", false, "executor", "scheduler"),
                new EngineSettings.Capacity(slots, prefetch, 10, 10),
                new EngineSettings.Timing(LEASE, LEEWAY, POLL, Duration.ofSeconds(5), Duration.ofSeconds(30), KEEP),
                new Limits(3, 1_000, 1_000, 50, 5));
    }
}
