package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.AttemptOptions;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that plan the options of each attempt. */
class PlannedAttemptTest {

    private static final EnqueueOptions THREE_RETRIES =
            EnqueueOptions.none().withMaxRetries(3).withRetryJitter(0);

    private final World world = new World();
    private final Planned task = new Planned();
    private final List<Instant> begun = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    /** Plans its attempts as the test says. */
    static final class Planned extends Scripted {

        IntFunction<@Nullable AttemptOptions> plan = attempt -> AttemptOptions.none();
        final List<Integer> asked = new ArrayList<>();

        @Override
        public AttemptOptions attemptOptions(int attempt) {
            asked.add(attempt);
            return plan.apply(attempt);
        }
    }

    private ManualEngine engine() {
        return world.engine(TestTask.scripted("task", task).planning());
    }

    private TaskHandle<String> enqueue() {
        return engine().client().enqueue(Planned.class, "x", THREE_RETRIES);
    }

    private @Nullable String failing(TaskContext context, String input) {
        begun.add(world.time.instant());
        throw new IllegalStateException("no");
    }

    @Test
    void oneAttemptMayHaveLessTimeThanTheOthers() {
        task.plan = attempt ->
                attempt == 1 ? AttemptOptions.none().withTimeout(Duration.ofSeconds(5)) : AttemptOptions.none();
        List<Boolean> told = new ArrayList<>();
        task.always((context, input) -> {
            world.passWithoutBodies(Duration.ofMillis(5_500)); // the next attempt is due a second after the end
            told.add(context.cancelRequested());
            return input;
        });
        TaskHandle<String> handle = enqueue();
        world.settle();
        assertThat(world.row(handle).error())
                .as(world.row(handle).toString() + told)
                .isNotNull();
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.TIMED_OUT);
        assertThat(world.error(handle).message()).contains("its timeout of PT5S");
        world.pass(Duration.ofSeconds(5));
        assertThat(told).containsExactly(true, false);
        assertThat(handle.execution().output()).contains("x");
    }

    @Test
    void anAttemptMayBeDeclaredTheLastOne() {
        task.plan = attempt -> attempt == 2 ? AttemptOptions.none().withoutRetry() : AttemptOptions.none();
        task.always(this::failing);
        TaskHandle<String> handle = enqueue();
        world.pass(Duration.ofMinutes(1));
        assertThat(begun).hasSize(2);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(task.asked).containsExactly(1, 2);
    }

    @Test
    void theLastOneIsTheLastOneAlsoIfItTakesTooLong() {
        task.plan = attempt -> AttemptOptions.none().withoutRetry().withTimeout(Duration.ofSeconds(5));
        task.always((context, input) -> {
            world.passWithoutBodies(Duration.ofSeconds(6));
            return input;
        });
        TaskHandle<String> handle = enqueue();
        world.pass(Duration.ofMinutes(1));
        assertThat(task.attempts).hasSize(1);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
    }

    @Test
    void theDelayAfterAnAttemptMayBeAnyAndHasNoJitter() {
        task.plan = attempt -> attempt == 3
                ? AttemptOptions.none()
                : AttemptOptions.none().withRetryDelay(Duration.ofSeconds(10L * attempt));
        task.always(this::failing);
        engine().client()
                .enqueue(Planned.class, "x", THREE_RETRIES.withMaxRetries(2).withRetryJitter(1.0));
        world.pass(Duration.ofSeconds(31));
        assertThat(begun)
                .containsExactly(
                        begun.get(0), begun.get(0).plusSeconds(10), begun.get(0).plusSeconds(30));
    }

    @Test
    void whatTheExceptionSaysComesBeforeWhatThePlanSays() {
        task.plan = attempt -> AttemptOptions.none().withRetryDelay(Duration.ofSeconds(1));
        task.always((context, input) -> {
            begun.add(world.time.instant());
            throw TaskException.retryAfter(Duration.ofSeconds(30), "busy", null);
        });
        enqueue();
        world.pass(Duration.ofSeconds(31));
        assertThat(begun).containsExactly(begun.get(0), begun.get(0).plusSeconds(30));
    }

    static List<AttemptOptions> outOfRange() {
        AttemptOptions none = AttemptOptions.none();
        return List.of(
                none.withTimeout(Duration.ZERO),
                none.withTimeout(Duration.ofNanos(999_999)),
                none.withTimeout(Duration.ofSeconds(-1)),
                none.withTimeout(Duration.ofMinutes(1).plusMillis(1)),
                none.withRetryDelay(Duration.ofMillis(-1)),
                none.withRetryDelay(Duration.ofHours(24).plusMillis(1)));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void whatIsOutOfRangeFailsTheExecutionBeforeItsBody(AttemptOptions plan) {
        task.plan = attempt -> plan;
        TaskHandle<String> handle = enqueue();
        world.pass(Duration.ofMinutes(1));
        assertThat(task.attempts).isEmpty();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.INVALID_OPTION);
        assertThat(world.error(handle).message())
                .startsWith("attemptOptions(1): " + (plan.timeout() != null ? "timeout is " : "retryDelay is "))
                .contains("allowed are PT0");
    }

    @Test
    void aPlanThatThrowsOrIsNullFailsTheExecution() {
        task.plan = attempt -> {
            throw new IllegalStateException("no plan");
        };
        TaskHandle<String> throwing = enqueue();
        world.settle();
        assertThat(world.error(throwing).kind()).isEqualTo(ErrorKind.INVALID_OPTION);
        assertThat(world.error(throwing).message()).isEqualTo("attemptOptions(1) failed: no plan");
        task.plan = attempt -> null;
        TaskHandle<String> missing = enqueue();
        world.settle();
        assertThat(world.error(missing).message()).isEqualTo("attemptOptions(1) returned null");
        assertThat(task.attempts).isEmpty();
    }

    /** Fails the first attempt of each iteration. */
    static final class Rounds implements LoopTask<String, Integer, String> {

        final List<String> asked = new ArrayList<>();

        @Override
        public AttemptOptions attemptOptions(int attempt) {
            asked.add("planned " + attempt);
            return AttemptOptions.none().withRetryDelay(Duration.ZERO);
        }

        @Override
        public Iteration<Integer, String> run(TaskContext context, String input, @Nullable Integer state) {
            if (context.attempt() == 1) {
                throw new IllegalStateException("no");
            }
            return context.iteration() == 2 ? Iteration.done("done") : Iteration.again(1);
        }
    }

    @Test
    void inALoopTheNumberIsThatWithinTheIteration() {
        Rounds rounds = new Rounds();
        ManualEngine engine = world.engine(TestTask.loop("rounds", rounds, String.class, Integer.class, String.class)
                .planning());
        TaskHandle<String> handle = engine.client().enqueue(Rounds.class, "x", THREE_RETRIES);
        world.settle();
        assertThat(handle.execution().output()).contains("done");
        assertThat(rounds.asked).containsExactly("planned 1", "planned 2", "planned 1", "planned 2");
    }
}
