package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.AnyTask;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskContext;
import dev.durable.TaskStatus;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.engine.task.ExecutionIds;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.TaskBean;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.testing.InMemoryTaskExecutionStore;
import dev.durable.spi.testing.SettableTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written in the transaction of a body, and how long that may take. */
class TransactionalRunTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RunOutcome DONE = new RunOutcome.Completed("1");

    private final InMemoryTaskExecutionStore store = new InMemoryTaskExecutionStore(new SettableTime());
    private final TransactionalRun completing =
            new TransactionalRun(store, new Lifecycle(new ExecutionIds(), () -> 0.5, 3));
    private @Nullable Duration timeout;

    /** Never called: the outcome is in the test's hand. */
    private static final class Body implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) {
            return input;
        }
    }

    private final class Bean implements TaskBean {

        @Override
        public <T> @Nullable T inAttempt(Use<T> use) {
            throw new IllegalStateException("Every task here is transactional");
        }

        @Override
        public <T> T inTransaction(Duration longest, Use<T> use, Last<T> last) throws Exception {
            timeout = longest;
            T value = Objects.requireNonNull(use.with(new Body()));
            last.write(value);
            return value;
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

    private Attempt claimed(Lineage lineage, ExecutionId id) {
        store.insert(List.of(new NewExecution(id, "task", lineage, Duration.ZERO, EnqueueOptions.none(), "1")));
        StoredExecution row = store.claim(new ClaimQuery(
                        new ExecutorId(UUID.randomUUID()),
                        "test",
                        Map.of("task", MINUTE),
                        Map.of(),
                        MINUTE,
                        1,
                        true,
                        2))
                .executions()
                .get(0);
        RegisteredTask task = new RegisteredTask(
                "task",
                Body.class,
                TaskForm.PLAIN,
                new RegisteredTask.Types(String.class, null, String.class),
                null,
                new TaskOptions(Duration.ZERO, MINUTE, 0, Duration.ZERO, 1, Duration.ZERO, 0),
                new RegisteredTask.Traits(true, false, false, true),
                new Bean());
        Attempt attempt = new Attempt(row, task, 0);
        attempt.begin();
        return attempt;
    }

    private Attempt root() {
        ExecutionId id = new ExecutionId(UUID.randomUUID());
        return claimed(Lineage.root(id), id);
    }

    private static TaskBean.Use<RunOutcome> body() {
        return (AnyTask<?, ?> bean) -> DONE;
    }

    private StoredExecution row(Attempt attempt) {
        return store.views().find(attempt.id()).orElseThrow();
    }

    @Test
    void aRootIsClosedByItsOwnCompletion() throws Exception {
        Attempt attempt = root();
        RunOutcome outcome = completing.run(attempt, body());
        assertThat(outcome).isInstanceOfSatisfying(RunOutcome.Stored.class, stored -> assertThat(
                        stored.written().changed())
                .singleElement()
                .satisfies(row -> assertThat(row.isNotified()).isTrue()));
        assertThat(row(attempt).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aChildIsLeftOpenSoThatItsParentIsToldLater() throws Exception {
        ExecutionId parent = new ExecutionId(UUID.randomUUID());
        Attempt attempt = claimed(Lineage.root(parent).child(parent, 0), new ExecutionId(UUID.randomUUID()));
        completing.run(attempt, body());
        assertThat(row(attempt).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(row(attempt).isNotified()).isFalse();
    }

    @Test
    void theTransactionOutlastsTheBodysOwnTimeout() throws Exception {
        completing.run(root(), body());
        assertThat(timeout).isEqualTo(MINUTE.plusSeconds(10));
    }

    @Test
    void whatOthersHaveDecidedIsNotWritten() throws Exception {
        Attempt attempt = root();
        attempt.settle();
        assertThat(completing.run(attempt, body())).isInstanceOf(RunOutcome.Failed.class);
        assertThat(row(attempt).status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(attempt.settleByBody()).isFalse();
    }

    @Test
    void whatHasMovedOnIsNotWrittenAndItsFailureIsLeftToBeRefused() throws Exception {
        Attempt attempt = root();
        store.update(attempt.id(), new Lifecycle(new ExecutionIds(), () -> 0.5, 3).cancel("no"));
        assertThat(completing.run(attempt, body())).isInstanceOf(RunOutcome.Failed.class);
        assertThat(row(attempt).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(attempt.settleByBody()).isTrue();
    }

    @Test
    void whatTheBodyThrowsIsItsOwn() {
        Attempt attempt = root();
        IllegalStateException own = new IllegalStateException("no paper");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> completing.run(attempt, bean -> {
                    throw own;
                }))
                .isSameAs(own);
        assertThat(attempt.settled()).isFalse();
    }
}
