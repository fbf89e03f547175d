package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.TaskAttempt;
import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskContext;
import dev.durable.TaskError;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task that runs again and again until it is done. */
class LoopTaskTest {

    private final World world = new World();
    private final Count count = new Count();

    @AfterEach
    void end() {
        world.close();
    }

    /** What one iteration does. */
    @FunctionalInterface
    interface Turn {
        @Nullable
        Iteration<Integer, String> take(TaskContext context, String input, @Nullable Integer state) throws Exception;
    }

    /** Counts from one, and does what the test says. */
    static class Count implements LoopTask<String, Integer, String> {

        Turn turn = (context, input, state) -> upTo(3, state);
        final List<TaskContext> contexts = new ArrayList<>();
        final List<Optional<Integer>> states = new ArrayList<>();

        static Iteration<Integer, String> upTo(int last, @Nullable Integer state) {
            int next = state == null ? 1 : state + 1;
            return next == last ? Iteration.done("counted to " + next) : Iteration.again(next);
        }

        @Override
        public Iteration<Integer, String> run(TaskContext context, String input, @Nullable Integer state)
                throws Exception {
            contexts.add(context);
            states.add(Optional.ofNullable(state));
            return turn.take(context, input, state);
        }
    }

    /** Is content with what it has when the limit is reached. */
    static final class Modest extends Count {

        @Override
        public String limitReached(TaskContext context, String input, @Nullable Integer state) {
            return input + " got to " + state + " in " + context.iteration();
        }
    }

    static final class Around implements ParentTask<String, Integer, String> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            return Children.of(2).and(Count.class, text).and(Count.class, text);
        }

        @Override
        public String combine(TaskContext context, Finished<String, Integer> all) {
            return String.join(", ", all.outputs(Count.class));
        }
    }

    private static TestTask<String, String> loop(Count bean) {
        return TestTask.loop("loop", bean, String.class, Integer.class, String.class);
    }

    private ManualEngine engine() {
        return world.engine(loop(count));
    }

    private TaskHandle<String> enqueue(ManualEngine engine) {
        return engine.client().enqueue(Count.class, "x");
    }

    private void failOnceInIteration(int iteration) {
        Turn otherwise = count.turn;
        count.turn = (context, input, state) -> {
            if (context.iteration() == iteration && context.attempt() == 1) {
                throw new IllegalStateException("slipped in " + iteration);
            }
            return otherwise.take(context, input, state);
        };
    }

    @Test
    void eachIterationIsHandedWhatTheOneBeforeHandedOnUntilOneIsDone() {
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(handle.execution().output()).contains("counted to 3");
        assertThat(count.states).containsExactly(Optional.empty(), Optional.of(1), Optional.of(2));
        assertThat(count.contexts).extracting(TaskContext::iteration).containsExactly(1, 2, 3);
        assertThat(count.contexts).extracting(TaskContext::executionId).containsOnly(handle.executionId());
        assertThat(handle.execution().details().iteration()).isEqualTo(3);
        assertThat(world.rows.all()).hasSize(1);
    }

    @Test
    void nothingMayBeHandedOn() {
        count.turn = (context, input, state) ->
                context.iteration() == 2 ? Iteration.done(String.valueOf(state)) : Iteration.again(null);
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(handle.execution().output()).contains("null");
    }

    @Test
    void nothingReplacesWhatWasHandedOnBefore() {
        count.turn = (context, input, state) -> switch (context.iteration()) {
            case 1 -> Iteration.again(1);
            case 2 -> Iteration.again(null);
            default -> Iteration.done(String.valueOf(state));
        };
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(handle.execution().output()).contains("null");
    }

    @Test
    void betweenIterationsLiesTheDelayOfTheTaskOrTheOneThatTheIterationSays() {
        List<Instant> begun = new ArrayList<>();
        count.turn = (context, input, state) -> {
            begun.add(world.time.instant());
            return switch (context.iteration()) {
                case 1 -> Iteration.again(1);
                case 2 -> Iteration.again(2, Duration.ofMinutes(1));
                case 3 -> Iteration.again(3, Duration.ZERO);
                default -> Iteration.done("done");
            };
        };
        ManualEngine engine = world.engine(loop(count).turning(10, Duration.ofSeconds(10)));
        enqueue(engine);
        world.pass(Duration.ofMinutes(2));
        Instant start = begun.get(0);
        assertThat(begun).containsExactly(start, start.plusSeconds(10), start.plusSeconds(70), start.plusSeconds(70));
    }

    @Test
    void aDelayOutOfRangeFailsTheLoop() {
        count.turn = (context, input, state) -> Iteration.again(1, Duration.ofDays(366));
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.INVALID_OPTION);
        assertThat(world.error(handle).message()).contains("PT8784H").contains("PT0S to");
    }

    @Test
    void anIterationThatReturnsNullFailsTheLoop() {
        count.turn = (context, input, state) -> null;
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
        assertThat(world.error(handle).message()).contains("loop task loop returned null");
    }

    @Test
    void tenThousandIterationsLeaveOneRow() {
        count.turn = (context, input, state) -> Count.upTo(10_000, state);
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(handle.execution().output()).contains("counted to 10000");
        assertThat(count.contexts).hasSize(10_000);
        assertThat(world.rows.all()).singleElement().satisfies(row -> {
            assertThat(row.lineage().depth()).isZero();
            assertThat(row.isNotified()).isTrue();
            assertThat(row.claim().attempt()).isEqualTo(1);
        });
        assertThat(world.rows.views().attempts(handle.executionId())).isEmpty();
        assertThat(handle.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.iteration()).isEqualTo(10_000);
            assertThat(attempt.outcome()).isEqualTo(Outcome.RETURNED);
        });
    }

    @Test
    void aLoopThatIsNotDoneWithinItsLimitFails() {
        ManualEngine engine = world.engine(loop(count).turning(2, Duration.ZERO));
        TaskHandle<String> handle = enqueue(engine);
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
        assertThat(world.error(handle).message()).contains("2 iterations").contains("maxIterations");
        assertThat(count.contexts).hasSize(2);
    }

    @Test
    void theLastIterationThatIsAllowedMayBeDone() {
        ManualEngine engine = world.engine(loop(count).turning(3, Duration.ZERO));
        TaskHandle<String> handle = enqueue(engine);
        world.settle();
        assertThat(handle.execution().output()).contains("counted to 3");
    }

    @Test
    void aTaskMayMakeSomethingOfTheLimit() {
        Modest modest = new Modest();
        ManualEngine engine = world.engine(loop(modest).turning(2, Duration.ZERO));
        TaskHandle<String> handle = engine.client().enqueue(Modest.class, "x");
        world.settle();
        assertThat(handle.execution().output()).contains("x got to 2 in 2");
    }

    @Test
    void eachIterationHasItsOwnAttempts() {
        count.turn = (context, input, state) -> {
            if (context.attempt() <= 2) {
                throw new IllegalStateException("slipped " + context.iteration() + "." + context.attempt());
            }
            return Count.upTo(2, state);
        };
        ManualEngine engine =
                world.engine(loop(count).with(EnqueueOptions.none().withMaxRetries(2)));
        TaskHandle<String> handle = enqueue(engine);
        world.pass(Duration.ofSeconds(10));
        assertThat(handle.execution().output()).contains("counted to 2");
        assertThat(handle.attempts())
                .extracting(attempt -> attempt.iteration() + "." + attempt.number() + " " + attempt.outcome()
                        + attempt.error().map(error -> " " + error.message()).orElse(""))
                .containsExactly(
                        "1.1 FAILED slipped 1.1",
                        "1.2 FAILED slipped 1.2",
                        "2.1 FAILED slipped 2.1",
                        "2.2 FAILED slipped 2.2",
                        "2.3 RETURNED");
    }

    @Test
    void aRetriedIterationIsHandedTheSameStateAndTheNextOneKnowsOfNoError() {
        failOnceInIteration(2);
        ManualEngine engine =
                world.engine(loop(count).with(EnqueueOptions.none().withMaxRetries(1)));
        enqueue(engine);
        world.pass(Duration.ofSeconds(5));
        assertThat(count.states).containsExactly(Optional.empty(), Optional.of(1), Optional.of(1), Optional.of(2));
        assertThat(count.contexts)
                .extracting(context -> context.previousError().map(TaskError::message))
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of("slipped in 2"), Optional.empty());
    }

    @Test
    void theLastFailedAttemptOfAnIterationEndsTheLoop() {
        failOnceInIteration(2);
        TaskHandle<String> handle = enqueue(engine());
        world.pass(Duration.ofSeconds(5));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(world.error(handle).message()).isEqualTo("slipped in 2");
        assertThat(handle.execution().details().iteration()).isEqualTo(2);
        assertThat(count.contexts).hasSize(2);
    }

    @Test
    void eachIterationHasTheWholeTimeout() {
        count.turn = (context, input, state) -> {
            world.passWithoutBodies(Duration.ofSeconds(40));
            return Count.upTo(3, state);
        };
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(handle.execution().output()).contains("counted to 3");
    }

    @Test
    void afterACrashOnlyTheIterationThatRanIsRepeated() {
        engine();
        world.pass(World.LEASE);
        ManualEngine dying = engine();
        count.turn = (context, input, state) -> {
            if (context.iteration() == 2 && count.contexts.size() == 2) {
                world.kill(dying);
            }
            return Count.upTo(3, state);
        };
        TaskHandle<String> handle = enqueue(dying);
        dying.runDue();
        world.pass(Duration.ofSeconds(30));
        assertThat(world.output(handle)).isEqualTo("\"counted to 3\"");
        assertThat(count.contexts).extracting(TaskContext::iteration).containsExactly(1, 2, 2, 3);
        assertThat(count.states).containsExactly(Optional.empty(), Optional.of(1), Optional.of(1), Optional.of(2));
    }

    @Test
    void aStateThatIsTooLargeFailsTheLoopAndSaysTheLimit() {
        TaskHandle<Integer> handle = world.engine(
                        TestTask.loop("growing", new Growing(), String.class, String.class, Integer.class))
                .client()
                .enqueue(Growing.class, "x");
        world.settle();
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
        assertThat(world.error(handle).message()).contains("durable.max-output-size");
        assertThat(handle.execution().details().iteration()).isEqualTo(11);
    }

    /** Hands on twice as much as it was handed. */
    static final class Growing implements LoopTask<String, String, Integer> {

        @Override
        public Iteration<String, Integer> run(TaskContext context, String input, @Nullable String state) {
            return Iteration.again(state == null ? input : state + state);
        }
    }

    @Test
    void aLoopMayBeAChild() {
        ManualEngine engine = world.engine(
                loop(count),
                TestTask.parent(
                        "around",
                        new Around(),
                        String.class,
                        Integer.class,
                        String.class,
                        ChildFailurePolicy.FAIL_FAST));
        TaskHandle<String> handle = engine.client().enqueue(Around.class, "x");
        world.settle();
        assertThat(handle.execution().output()).contains("counted to 3, counted to 3");
        assertThat(world.rows.all()).hasSize(4).allMatch(row -> row.isNotified());
        assertThat(world.rowsOf("loop")).allMatch(row -> row.lineage().depth() == 1);
    }

    @Test
    void aLoopThatIsCancelledBetweenIterationsTakesNoOther() {
        count.turn = (context, input, state) -> Iteration.again(1, Duration.ofMinutes(1));
        TaskHandle<String> handle = enqueue(engine());
        world.pass(Duration.ofSeconds(70));
        assertThat(count.contexts).hasSize(2);
        handle.cancel();
        world.pass(Duration.ofMinutes(5));
        assertThat(count.contexts).hasSize(2);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(world.row(handle).isNotified()).isTrue();
    }

    @Test
    void anIterationThatNeverBeganIsNoAttempt() {
        count.turn = (context, input, state) -> Iteration.again(1, Duration.ofMinutes(1));
        TaskHandle<String> handle = enqueue(engine());
        world.pass(Duration.ofSeconds(1));
        handle.cancel();
        assertThat(handle.attempts()).isEmpty();
    }

    @Test
    void anIterationThatIsCancelledWhileItRunsIsTheLastOne() {
        ManualEngine engine = engine();
        count.turn = (context, input, state) -> {
            if (context.iteration() == 2) {
                engine.client().cancel(context.executionId());
                assertThat(context.cancelRequested()).isTrue();
            }
            return Iteration.again(1);
        };
        TaskHandle<String> handle = enqueue(engine);
        world.pass(Duration.ofSeconds(1));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(count.contexts).hasSize(2);
        assertThat(handle.attempts()).extracting(TaskAttempt::outcome).containsExactly(Outcome.CANCELLED);
        assertThat(engine.figure("heldHere")).isZero();
    }
}
