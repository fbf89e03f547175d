package dev.durable.engine.run;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.TaskBean;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Attempts whose bodies are the test. */
final class TestAttempts {

    private static final class NoBean implements TaskBean {

        @Override
        public <T> @Nullable T inAttempt(Use<T> use) {
            return null;
        }

        @Override
        public <T> T inTransaction(Duration timeout, Use<T> use, Last<T> last) {
            throw new IllegalStateException("No task here is transactional");
        }

        @Override
        public <T> @Nullable T inCaller(Use<T> use) {
            return null;
        }

        @Override
        public boolean available() {
            return true;
        }
    }

    private TestAttempts() {}

    static Attempt of(String taskId) {
        return of(taskId, 0);
    }

    static Attempt of(String taskId, long claimedNanos) {
        return new Attempt(row(taskId), task(taskId), claimedNanos);
    }

    /** Many attempts of one task. */
    static List<Attempt> many(String taskId, int count) {
        StoredExecution row = row(taskId);
        RegisteredTask task = task(taskId);
        return Stream.generate(() -> new Attempt(row, task, 0)).limit(count).toList();
    }

    private static StoredExecution row(String taskId) {
        ExecutionId id = new ExecutionId(UUID.randomUUID());
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        return new NewExecution(id, taskId, Lineage.root(id), Duration.ZERO, EnqueueOptions.none(), "1")
                .inserted(now)
                .claimed(new ExecutorId(UUID.randomUUID()), "test", now, now);
    }

    private static RegisteredTask task(String id) {
        return new RegisteredTask(
                id,
                TestAttempts.class,
                TaskForm.PLAIN,
                new RegisteredTask.Types(String.class, null, String.class),
                null,
                new TaskOptions(Duration.ZERO, Duration.ofMinutes(1), 0, Duration.ZERO, 1, Duration.ZERO, 0),
                new RegisteredTask.Traits(true, false, false, false),
                new NoBean());
    }
}
