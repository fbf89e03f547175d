package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.AnyTask;
import dev.durable.AttemptOptions;
import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LimitExceededException;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.SleepingTask;
import dev.durable.Steps;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Poison in every form of task: it ends in a stored outcome of that execution alone. */
class PoisonedFormsTest {

    private final Poisoned poisoned = new Poisoned();
    private final World world = poisoned.world;

    @AfterEach
    void end() {
        poisoned.close();
    }

    /** Plans its attempts badly. */
    static final class Planning extends Scripted {

        private final Supplier<@Nullable AttemptOptions> plan;

        Planning(Supplier<@Nullable AttemptOptions> plan) {
            this.plan = plan;
        }

        @Override
        @SuppressWarnings("NullAway")
        public AttemptOptions attemptOptions(int attempt) {
            return plan.get();
        }
    }

    /** What a plan may be. */
    enum Plan {
        NOTHING(() -> null, ErrorKind.INVALID_OPTION),
        AN_EXCEPTION(
                () -> {
                    throw new IllegalStateException("no plan");
                },
                ErrorKind.INVALID_OPTION),
        AN_ERROR(
                () -> {
                    throw new ExceptionInInitializerError("no plan");
                },
                ErrorKind.EXCEPTION),
        FOR_EVER(() -> AttemptOptions.none().withTimeout(Duration.ofSeconds(Long.MAX_VALUE)), ErrorKind.INVALID_OPTION),
        FOR_NO_TIME(() -> AttemptOptions.none().withTimeout(Duration.ZERO), ErrorKind.INVALID_OPTION),
        MUCH_LATER(
                () -> AttemptOptions.none().withRetryDelay(Duration.ofSeconds(Long.MAX_VALUE)),
                ErrorKind.INVALID_OPTION);

        private final Supplier<@Nullable AttemptOptions> plan;
        private final ErrorKind kind;

        Plan(Supplier<@Nullable AttemptOptions> plan, ErrorKind kind) {
            this.plan = plan;
            this.kind = kind;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadPlanFailsItsAttemptAndNoBodyRuns(Plan plan) {
        Planning planning = new Planning(plan.plan);
        Scripted neighbour = new Scripted();
        ManualEngine engine = world.engine(
                TestTask.scripted("planning", planning).planning(), TestTask.scripted("neighbour", neighbour));
        TaskHandle<String> handle = engine.client().enqueue(Planning.class, "x");
        TaskHandle<String> healthy = engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(poisoned.failureOf(handle).kind()).isEqualTo(plan.kind);
        assertThat(planning.attempts).isEmpty();
        assertThat(world.output(healthy)).isEqualTo("\"x\"");
        assertThat(engine.figure("heldHere")).isZero();
    }

    /** Turns as it is told. */
    static final class Turning implements LoopTask<String, Integer, String> {

        private final Supplier<@Nullable Iteration<Integer, String>> turn;
        private final Supplier<String> last;

        Turning(Supplier<@Nullable Iteration<Integer, String>> turn, Supplier<String> last) {
            this.turn = turn;
            this.last = last;
        }

        @Override
        @SuppressWarnings("NullAway")
        public Iteration<Integer, String> run(TaskContext context, String input, @Nullable Integer state) {
            return input.equals("poison") ? turn.get() : Iteration.done("fine");
        }

        @Override
        public String limitReached(TaskContext context, String input, @Nullable Integer state) {
            return last.get();
        }
    }

    /** What an iteration may come to. */
    enum Turn {
        NOTHING(() -> null, () -> "", ErrorKind.INVALID_OUTPUT),
        AN_ERROR(
                () -> {
                    throw new OutOfMemoryError();
                },
                () -> "",
                ErrorKind.EXCEPTION),
        MUCH_LATER(() -> Iteration.again(1, Duration.ofSeconds(Long.MAX_VALUE)), () -> "", ErrorKind.INVALID_OPTION),
        IN_THE_PAST(() -> Iteration.again(1, Duration.ofSeconds(-1)), () -> "", ErrorKind.INVALID_OPTION),
        LIMIT_THAT_FAILS(
                () -> Iteration.again(1, Duration.ZERO),
                () -> {
                    throw new IllegalStateException("what limit");
                },
                ErrorKind.EXCEPTION),
        LIMIT_THAT_FAILS_BADLY(
                () -> Iteration.again(1, Duration.ZERO),
                () -> {
                    throw new StackOverflowError();
                },
                ErrorKind.EXCEPTION),
        LIMIT_THAT_IS_ONE(
                () -> Iteration.again(1, Duration.ZERO),
                () -> {
                    throw new LimitExceededException("x".repeat(10_000_000));
                },
                ErrorKind.LIMIT_EXCEEDED),
        LIMIT_WITH_TOO_MUCH_TO_SAY(
                () -> Iteration.again(1, Duration.ZERO), () -> "y".repeat(1_001), ErrorKind.LIMIT_EXCEEDED);

        private final Supplier<@Nullable Iteration<Integer, String>> turn;
        private final Supplier<String> last;
        private final ErrorKind kind;

        Turn(Supplier<@Nullable Iteration<Integer, String>> turn, Supplier<String> last, ErrorKind kind) {
            this.turn = turn;
            this.last = last;
            this.kind = kind;
        }

        TestTask<String, String> task() {
            return TestTask.loop("task", new Turning(turn, last), String.class, Integer.class, String.class)
                    .turning(2, Duration.ZERO);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadIterationFailsItsLoop(Turn turn) {
        assertThat(poisoned.failureOf(poisoned.amongNeighbours(turn.task(), Turning.class, "\"fine\""))
                        .kind())
                .isEqualTo(turn.kind);
    }

    @ParameterizedTest
    @EnumSource
    void aBadIterationFailsItsTransactionalLoop(Turn turn) {
        assertThat(poisoned.failureOf(poisoned.amongNeighbours(turn.task().transactional(), Turning.class, "\"fine\""))
                        .kind())
                .isEqualTo(turn.kind);
    }

    /** Its states are more than it may carry. */
    static final class Gathering implements LoopTask<String, String, String> {
        @Override
        public Iteration<String, String> run(TaskContext context, String input, @Nullable String state) {
            return input.equals("poison") ? Iteration.again("y".repeat(1_001)) : Iteration.done("fine");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStateThatIsTooLargeFailsItsLoop(boolean transactional) {
        TestTask<String, String> task =
                TestTask.loop("task", new Gathering(), String.class, String.class, String.class);
        TaskHandle<String> handle =
                poisoned.amongNeighbours(transactional ? task.transactional() : task, Gathering.class, "\"fine\"");
        assertThat(poisoned.failureOf(handle).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
    }

    /** Its steps are what it is told they are. */
    static final class Stepping implements SequenceTask<String, String> {

        private final Supplier<@Nullable Steps<String, String>> steps;

        Stepping(Supplier<@Nullable Steps<String, String>> steps) {
            this.steps = steps;
        }

        @Override
        @SuppressWarnings("NullAway")
        public Steps<String, String> steps() {
            return steps.get();
        }
    }

    /** What steps there may be. */
    enum Plot {
        NOTHING(() -> null, ErrorKind.INVALID_OUTPUT),
        AN_EXCEPTION(
                () -> {
                    throw new IllegalStateException("no steps");
                },
                ErrorKind.EXCEPTION),
        AN_ERROR(
                () -> {
                    throw new NoClassDefFoundError("no/Steps");
                },
                ErrorKind.EXCEPTION),
        UNKNOWN(() -> Steps.first(Scripted.Other.class), ErrorKind.UNKNOWN_TASK);

        private final Supplier<@Nullable Steps<String, String>> steps;
        private final ErrorKind kind;

        Plot(Supplier<@Nullable Steps<String, String>> steps, ErrorKind kind) {
            this.steps = steps;
            this.kind = kind;
        }
    }

    @ParameterizedTest
    @EnumSource
    void badStepsFailTheirSequence(Plot plot) {
        for (boolean transactional : List.of(false, true)) {
            TestTask<String, String> task =
                    TestTask.sequence("task", new Stepping(plot.steps), String.class, String.class);
            ManualEngine engine = world.engine(
                    transactional ? task.transactional() : task, TestTask.scripted("child", new Poisoned.Child()));
            TaskHandle<String> handle = engine.client().enqueue(Stepping.class, "x");
            TaskHandle<String> healthy = engine.client().enqueue(Poisoned.Child.class, "x");
            world.settle();
            assertThat(poisoned.failureOf(handle).kind()).isEqualTo(plot.kind);
            assertThat(world.output(healthy)).isEqualTo("\"x\"");
            assertThat(engine.figure("heldHere")).isZero();
            world.pause(engine);
        }
    }

    /** Spawns what it is told to. */
    static final class Spawning implements ParentTask<String, String, String> {

        private final Supplier<@Nullable Children<String>> children;

        Spawning(Supplier<@Nullable Children<String>> children) {
            this.children = children;
        }

        @Override
        @SuppressWarnings("NullAway")
        public Children<String> run(TaskContext context, String input) {
            return input.equals("poison") ? children.get() : Children.of("").and(Poisoned.Child.class, "x");
        }

        @Override
        public String combine(TaskContext context, Finished<String, String> all) {
            return "fine";
        }
    }

    /** What children there may be. */
    enum Brood {
        NOTHING(() -> null, ErrorKind.INVALID_OUTPUT),
        AN_ERROR(
                () -> {
                    throw new OutOfMemoryError();
                },
                ErrorKind.EXCEPTION),
        OF_A_LYING_LIST(() -> Children.of("").andEach(Poisoned.Child.class, new Poisoned.Lying()), ErrorKind.EXCEPTION),
        WITH_A_LYING_LIST(
                () -> Children.of("").and(Poisoned.Taking.class, new Poisoned.Lying()), ErrorKind.INVALID_INPUT),
        OF_ANOTHER_TYPE(() -> Children.of("").and(Poisoned.Taking.class, new Poisoned.Ring()), ErrorKind.INVALID_INPUT),
        THAT_NOBODY_CAN_JUDGE(() -> Children.of("").and(Poisoned.Child.class, "bad"), ErrorKind.EXCEPTION),
        WITHOUT_A_TASK(Brood::withoutTask, ErrorKind.EXCEPTION),
        WITHOUT_OPTIONS(Brood::withoutOptions, ErrorKind.EXCEPTION),
        TOO_MANY_TO_WAIT_FOR(
                () -> Children.of("").and(Poisoned.Child.class, "x").quorum(2), ErrorKind.INVALID_OPTION);

        private final Supplier<@Nullable Children<String>> children;
        private final ErrorKind kind;

        Brood(Supplier<@Nullable Children<String>> children, ErrorKind kind) {
            this.children = children;
            this.kind = kind;
        }

        @SuppressWarnings("NullAway")
        private static Children<String> withoutTask() {
            Class<? extends AnyTask<String, ?>> none = null;
            return Children.of("").and(none, "x");
        }

        @SuppressWarnings("NullAway")
        private static Children<String> withoutOptions() {
            EnqueueOptions none = null;
            return Children.of("").and(Poisoned.Child.class, "x", none);
        }

        TestTask<String, String> task() {
            return TestTask.parent(
                    "task",
                    new Spawning(children),
                    String.class,
                    String.class,
                    String.class,
                    ChildFailurePolicy.FAIL_FAST);
        }
    }

    @ParameterizedTest
    @EnumSource
    void badChildrenFailTheirParent(Brood brood) {
        TaskHandle<String> handle = poisoned.amongNeighbours(brood.task(), Spawning.class, "\"fine\"");
        assertThat(poisoned.failureOf(handle).kind()).isEqualTo(brood.kind);
        assertThat(world.rowsOf("child")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void badChildrenFailTheirTransactionalParent(Brood brood) {
        TaskHandle<String> handle = poisoned.amongNeighbours(brood.task().transactional(), Spawning.class, "\"fine\"");
        assertThat(poisoned.failureOf(handle).kind()).isEqualTo(brood.kind);
        assertThat(world.rowsOf("child")).hasSize(2);
    }

    /** Goes to sleep under a key that the test makes; at the door it is another one. */
    static final class Sleeping implements SleepingTask<String, String> {

        private final Supplier<@Nullable String> key;

        Sleeping(Supplier<@Nullable String> key) {
            this.key = key;
        }

        @Override
        @SuppressWarnings("NullAway")
        public String key(String input) {
            return key.get();
        }
    }

    /** What a key may be. */
    enum Key {
        NOTHING(() -> null, ErrorKind.INVALID_INPUT),
        EMPTY(() -> "", ErrorKind.INVALID_INPUT),
        LONG(() -> "k".repeat(10_000_000), ErrorKind.INVALID_INPUT),
        UNSTORABLE(() -> "\u0000", ErrorKind.INVALID_INPUT),
        AN_EXCEPTION(
                () -> {
                    throw new IllegalStateException("no key");
                },
                ErrorKind.EXCEPTION),
        AN_ERROR(
                () -> {
                    throw new StackOverflowError();
                },
                ErrorKind.EXCEPTION);

        private final Supplier<@Nullable String> key;
        private final ErrorKind kind;

        Key(Supplier<@Nullable String> key, ErrorKind kind) {
            this.key = key;
            this.kind = kind;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadKeyFailsWhatWouldSleepUnderIt(Key key) {
        ManualEngine engine = world.engine(
                TestTask.sleeping("sleeping", new Sleeping(key.key), String.class, String.class),
                TestTask.scripted("child", new Poisoned.Child()));
        // With a delay nobody asks for the key at the door.
        TaskHandle<String> handle =
                engine.client().enqueue(Sleeping.class, "x", Poisoned.NONE.withDelay(Duration.ofSeconds(1)));
        TaskHandle<String> healthy =
                engine.client().enqueue(Poisoned.Child.class, "x", Poisoned.NONE.withDelay(Duration.ofSeconds(1)));
        world.pass(Duration.ofSeconds(2));
        assertThat(poisoned.failureOf(handle).kind()).isEqualTo(key.kind);
        assertThat(world.output(healthy)).isEqualTo("\"x\"");
        assertThat(engine.figure("heldHere")).isZero();
    }
}
