package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.TaskContext;
import dev.durable.TaskError;
import dev.durable.TaskException;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts that fail, and those that follow. */
class RetryTest {

    private static final EnqueueOptions THREE_RETRIES = EnqueueOptions.none().withMaxRetries(3);

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final List<Instant> begun = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    private ManualEngine engine() {
        return world.engine(TestTask.scripted("task", task));
    }

    private Scripted.Script failing(String message) {
        return (context, input) -> {
            begun.add(world.time.instant());
            throw new IllegalStateException(message);
        };
    }

    @Test
    void aFailedAttemptIsRepeatedAfterGrowingDelaysUntilOneSucceeds() {
        task.then(failing("first")).then(failing("second")).then((context, input) -> {
            begun.add(world.time.instant());
            return "done";
        });
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", THREE_RETRIES);
        Instant enqueued = world.time.instant();
        world.pass(Duration.ofSeconds(10));
        assertThat(begun)
                .containsExactly(enqueued.plusMillis(50), enqueued.plusMillis(1050), enqueued.plusMillis(3050));
        assertThat(handle.execution().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(handle.execution().output()).contains("done");
        assertThat(handle.execution().attempt()).isEqualTo(3);
        assertThat(handle.execution().error()).isEmpty();
    }

    @Test
    void attemptsAreNumberedAndKnowWhyTheOneBeforeFailed() {
        List<Optional<String>> previous = new ArrayList<>();
        task.always((context, input) -> {
            previous.add(context.previousError().map(TaskError::message));
            throw new IllegalStateException("failure " + context.attempt());
        });
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", THREE_RETRIES);
        world.pass(Duration.ofSeconds(20));
        assertThat(task.attempts).extracting(TaskContext::attempt).containsExactly(1, 2, 3, 4);
        assertThat(previous)
                .containsExactly(
                        Optional.empty(), Optional.of("failure 1"), Optional.of("failure 2"), Optional.of("failure 3"));
        TaskExecution<String> end = handle.execution();
        assertThat(end.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(end.attempt()).isEqualTo(4);
        assertThat(end.error().orElseThrow().kind()).isEqualTo(ErrorKind.EXCEPTION);
        assertThat(end.error().orElseThrow().message()).isEqualTo("failure 4");
    }

    @Test
    void betweenAttemptsTheLastErrorCanBeSeen() {
        task.always(failing("no paper"));
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", THREE_RETRIES);
        world.settle();
        assertThat(handle.execution().status()).isEqualTo(TaskStatus.READY);
        assertThat(handle.execution().attempt()).isEqualTo(2);
        assertThat(handle.execution().error().orElseThrow().message()).isEqualTo("no paper");
    }

    @Test
    void whatNoRetryCanMendIsNotRepeated() {
        task.always((context, input) -> {
            throw TaskException.notRetryable("the account is closed");
        });
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", THREE_RETRIES);
        world.pass(Duration.ofSeconds(20));
        assertThat(task.attempts).hasSize(1);
        assertThat(handle.execution().status()).isEqualTo(TaskStatus.FAILED);
        assertThat(handle.execution().error().orElseThrow().retryable()).isFalse();
    }

    @Test
    void anErrorFailsTheAttemptAndNotTheServer() {
        task.then((context, input) -> {
            throw new StackOverflowError("too deep");
        });
        ManualEngine engine = engine();
        TaskHandle<String> failed = engine.client().enqueue(Scripted.class, "x");
        TaskHandle<String> next = engine.client().enqueue(Scripted.class, "y");
        world.settle();
        assertThat(failed.execution().status()).isEqualTo(TaskStatus.FAILED);
        assertThat(next.execution().output()).contains("y");
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void anExceptionThatBreaksWhoeverAsksStillEndsItsAttempt() {
        task.then((context, input) -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new StackOverflowError();
                }
            };
        });
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(handle.execution().status()).isEqualTo(TaskStatus.FAILED);
        assertThat(handle.execution().error().orElseThrow().message()).contains("cannot be read");
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void optionsGivenAtEnqueueWinOverThoseOfTheTask() {
        task.always(failing("no"));
        ManualEngine engine =
                world.engine(TestTask.scripted("task", task).with(THREE_RETRIES.withRetryDelay(Duration.ofHours(1))));
        engine.client()
                .enqueue(
                        Scripted.class,
                        "x",
                        EnqueueOptions.none().withMaxRetries(1).withRetryDelay(Duration.ZERO));
        world.settle();
        assertThat(task.attempts).hasSize(2);
    }

    @Test
    void aRetryIsCountedOnceHoweverManyServersThereAre() {
        task.always(failing("no"));
        ManualEngine engine = engine();
        engine();
        engine();
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x", THREE_RETRIES);
        world.pass(Duration.ofSeconds(20));
        assertThat(task.attempts).hasSize(4);
        assertThat(world.row(handle).claim().token()).isEqualTo(4);
    }

    @Test
    void anExceptionMaySayWhenToComeAgainAndJitterIsNotAdded() {
        task.then((context, input) -> {
            begun.add(world.time.instant());
            throw TaskException.retryAfter(Duration.ofMinutes(7), "busy", null);
        });
        task.always((context, input) -> {
            begun.add(world.time.instant());
            return "done";
        });
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", THREE_RETRIES.withRetryJitter(1.0));
        world.pass(Duration.ofMinutes(8));
        assertThat(begun).containsExactly(begun.get(0), begun.get(0).plus(Duration.ofMinutes(7)));
        assertThat(handle.execution().output()).contains("done");
    }

    @Test
    void whenToComeAgainIsCutAtADay() {
        task.then((context, input) -> {
            throw TaskException.retryAfter(Duration.ofDays(400), "busy", null);
        });
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", THREE_RETRIES);
        world.settle();
        assertThat(world.row(handle).times().due())
                .isEqualTo(world.time.instant().plus(Duration.ofDays(1)));
    }

    @Test
    void aBodyThatSaysWhenToComeAgainUsesUpRetriesAllTheSame() {
        task.always((context, input) -> {
            throw TaskException.retryAfter(Duration.ofSeconds(1), "busy", null);
        });
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", THREE_RETRIES);
        world.pass(Duration.ofSeconds(10));
        assertThat(task.attempts).hasSize(4);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(world.error(handle).message()).isEqualTo("busy");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.1, 1.5, 3.7})
    void overTwentyRetriesDelaysGrowAndStayWithinTheLongest(double multiplier) {
        task.always(failing("no"));
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client()
                .enqueue(
                        Scripted.class,
                        "x",
                        EnqueueOptions.none()
                                .withMaxRetries(20)
                                .withRetryMultiplier(multiplier)
                                .withMaxRetryDelay(Duration.ofSeconds(30)));
        List<Duration> delays = new ArrayList<>();
        engine.store().after(Verb.WRITE_BACK, () -> {
            if (world.status(handle) == TaskStatus.READY) {
                delays.add(Duration.between(
                        world.time.instant(), world.row(handle).times().due()));
            }
        });
        world.pass(Duration.ofMinutes(11));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(delays).hasSize(20).isSorted().allMatch(delay -> delay.compareTo(Duration.ofSeconds(30)) <= 0);
        for (int i = 0; i < 20; i++) {
            long planned = Math.round(1_000 * Math.pow(multiplier, i));
            assertThat(delays.get(i)).isEqualTo(Duration.ofMillis(Math.min(30_000, planned)));
        }
        assertThat(world.rows.views().attempts(handle.executionId())).hasSize(20);
    }
}
