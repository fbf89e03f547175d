package dev.durable.engine.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionNotFoundException;
import dev.durable.StoreException;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.WaitTimeoutException;
import dev.durable.engine.Elsewhere;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers that wait for an execution to finish. */
class AwaitTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final ManualEngine engine = world.engine(TestTask.scripted("task", task));

    @AfterEach
    void end() {
        world.close();
    }

    private TaskHandle<String> enqueue() {
        return engine.client().enqueue(Scripted.class, "x");
    }

    @Test
    void anEndOnThisServerWakesWhoeverWaits() throws Exception {
        TaskHandle<String> handle = enqueue();
        Elsewhere<TaskExecution<String>> one = Elsewhere.begin(() -> handle.await(LONG));
        Elsewhere<TaskExecution<String>> two = Elsewhere.begin(() -> handle.await(LONG));
        assertThat(one.ended() || two.ended()).isFalse();
        // Told, not found: this server may not look.
        engine.store().before(Verb.STANDINGS, () -> {
            throw FaultyStore.unreachable();
        });
        world.settle();
        assertThat(one.answer().output()).contains("x");
        assertThat(two.answer().output()).contains("x");
    }

    @Test
    void anEndOnAnotherServerIsFoundSoon() throws Exception {
        ManualEngine other = world.engine(TestTask.scripted("task", task).disabled());
        TaskHandle<String> handle = other.client().enqueue(Scripted.class, "x");
        Elsewhere<TaskExecution<String>> wait = Elsewhere.begin(() -> handle.await(LONG));
        engine.runDue();
        assertThat(wait.ended()).isFalse();
        world.pass(Duration.ofSeconds(1));
        assertThat(wait.answer().output()).contains("x");
    }

    @Test
    void whatHasFinishedIsNotWaitedFor() throws Exception {
        TaskHandle<String> handle = enqueue();
        world.settle();
        assertThat(handle.await(Duration.ofNanos(1)).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aWaitHasItsLimitAndTheExecutionGoesOn() {
        TaskHandle<String> handle = enqueue();
        assertThatExceptionOfType(WaitTimeoutException.class)
                .isThrownBy(() -> handle.await(Duration.ofMillis(1)))
                .withMessage("Execution %s has not finished within PT0.001S; it goes on", handle.executionId());
        world.settle();
        assertThat(handle.execution().output()).contains("x");
    }

    @Test
    void aLimitIsMoreThanZeroAndMayBeForEver() throws Exception {
        TaskHandle<String> handle = enqueue();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> handle.await(Duration.ZERO));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> handle.await(Duration.ofSeconds(-1)));
        Elsewhere<TaskExecution<String>> wait = Elsewhere.begin(() -> handle.await(Duration.ofSeconds(Long.MAX_VALUE)));
        world.settle();
        assertThat(wait.answer().output()).contains("x");
    }

    @Test
    void aBodyCannotWait() {
        List<Throwable> refused = new ArrayList<>();
        TaskHandle<String> later = engine.client()
                .enqueue(Scripted.class, "y", EnqueueOptions.none().withDelay(Duration.ofHours(1)));
        task.then((context, input) -> {
            try {
                later.await(LONG);
            } catch (IllegalStateException e) {
                refused.add(e);
            }
            return input;
        });
        TaskHandle<String> handle = enqueue();
        world.settle();
        assertThat(refused).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("Spawn it as a child"));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThatExceptionOfType(WaitTimeoutException.class).isThrownBy(() -> later.await(Duration.ofNanos(1)));
    }

    @Test
    void aTransactionCannotWait() {
        world.transaction.begin();
        TaskHandle<String> handle = enqueue();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> handle.await(LONG))
                .withMessageContaining("Commit first");
        world.transaction.rollback();
    }

    @Test
    void whatDoesNotExistIsNotWaitedFor() {
        world.transaction.begin();
        TaskHandle<String> handle = enqueue();
        world.transaction.rollback();
        assertThatExceptionOfType(ExecutionNotFoundException.class)
                .isThrownBy(() -> handle.await(LONG))
                .withMessageContaining(handle.executionId().toString());
    }

    @Test
    void aCallerThatWaitsWhenTheEngineStopsGetsAnError() {
        TaskHandle<String> handle = engine.client()
                .enqueue(Scripted.class, "y", EnqueueOptions.none().withDelay(Duration.ofHours(1)));
        Elsewhere<TaskExecution<String>> wait = Elsewhere.begin(() -> handle.await(LONG));
        engine.stop();
        assertThatThrownBy(wait::answer)
                .hasRootCauseInstanceOf(StoreException.class)
                .hasMessageContaining("has stopped");
    }

    @Test
    void anInterruptEndsAWait() {
        TaskHandle<String> handle = enqueue();
        Elsewhere<TaskExecution<String>> wait = Elsewhere.begin(() -> handle.await(LONG));
        wait.interrupt();
        assertThatThrownBy(wait::answer).hasRootCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void oneLookServesAllWhoWaitAndNobodyLooksWithoutThem() throws Exception {
        ManualEngine other = world.engine(TestTask.scripted("task", task).disabled());
        world.pass(Duration.ofSeconds(5));
        assertThat(other.store().calls(Verb.STANDINGS)).isZero();
        List<Elsewhere<TaskExecution<String>>> waits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TaskHandle<String> handle = other.client()
                    .enqueue(Scripted.class, "x", EnqueueOptions.none().withDelay(Duration.ofSeconds(10)));
            waits.add(Elsewhere.begin(() -> handle.await(LONG)));
        }
        other.runLoops();
        int before = other.store().calls(Verb.STANDINGS);
        world.pass(Duration.ofSeconds(2));
        assertThat(other.store().calls(Verb.STANDINGS) - before).isBetween(5, 11);
        world.pass(Duration.ofSeconds(10));
        for (Elsewhere<TaskExecution<String>> wait : waits) {
            assertThat(wait.answer().output()).contains("x");
        }
        world.pass(Duration.ofSeconds(1));
        int after = other.store().calls(Verb.STANDINGS);
        world.pass(Duration.ofSeconds(60));
        assertThat(other.store().calls(Verb.STANDINGS)).isEqualTo(after);
    }
}
