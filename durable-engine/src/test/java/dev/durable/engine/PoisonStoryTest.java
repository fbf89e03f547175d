package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.AnyTask;
import dev.durable.AttemptOptions;
import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LimitExceededException;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.SleepingTask;
import dev.durable.Steps;
import dev.durable.TaskContext;
import dev.durable.TaskError;
import dev.durable.TaskException;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.lifecycle.ErrorText;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever user code does ends in a stored outcome of that execution alone, in every form of task. */
class PoisonStoryTest {

    private static final EnqueueOptions NONE = EnqueueOptions.none();

    private final World world = new World();

    @AfterEach
    void end() {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(world.transaction.active()).isFalse();
        world.close();
    }

    /** The one in the middle is poisonous; the others share its batch, and must not notice. */
    private <O> TaskHandle<O> amongNeighbours(
            TestTask<String, O> task, Class<? extends AnyTask<String, O>> type, @Nullable String healthy) {
        ManualEngine engine = world.engine(
                task,
                TestTask.scripted("child", new Child()),
                TestTask.plain("taking", new Taking(), List.class, String.class));
        List<TaskHandle<O>> handles = engine.client().enqueueAll(type, List.of("a", "poison", "b"), NONE);
        world.settle();
        assertThat(world.output(handles.get(0))).isEqualTo(healthy);
        assertThat(world.output(handles.get(2))).isEqualTo(healthy);
        assertThat(handles.get(0).execution().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(handles.get(2).execution().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(engine.figure("heldHere")).isZero();
        assertThat(engine.figure("outcomesToWrite")).isZero();
        assertThat(engine.figure("refusedWriteBacks")).isZero();
        return handles.get(1);
    }

    private TaskError failureOf(TaskHandle<?> handle) {
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        TaskError error = world.error(handle);
        assertThat(error.message()).isNotBlank().hasSizeLessThanOrEqualTo(ErrorText.LONGEST_MESSAGE);
        return error;
    }

    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        @SuppressWarnings("unchecked")
        T any = (T) thrown;
        throw any;
    }

    /** Asked for anything, it throws. */
    private static final class Mute extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new StackOverflowError("no text");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new OutOfMemoryError("no cause");
        }
    }

    private static Throwable circular() {
        RuntimeException first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));
        return first;
    }

    /** What a body throws. */
    enum Thrown {
        OVERFLOW(StackOverflowError::new),
        NO_MEMORY(() -> new OutOfMemoryError("Java heap space")),
        ASSERTION(() -> new AssertionError("not so")),
        LINKAGE(() -> new NoClassDefFoundError("gone/Missing")),
        CHECKED(() -> new IOException("disk")),
        INTERRUPTED(InterruptedException::new),
        MUTE(Mute::new),
        CIRCULAR(PoisonStoryTest::circular),
        ENORMOUS(() -> new IllegalStateException("x".repeat(10_000_000))),
        UNPRINTABLE(() -> new IllegalStateException("\u0000\uD800")),
        NOT_TO_BE_REPEATED(() -> TaskException.notRetryable("closed")),
        REPEATED_MUCH_LATER(() -> TaskException.retryAfter(Duration.ofSeconds(Long.MAX_VALUE), "come again", null)),
        THROWABLE(() -> new Throwable("neither exception nor error"));

        private final Supplier<Throwable> throwable;

        Thrown(Supplier<Throwable> throwable) {
            this.throwable = throwable;
        }

        RuntimeException thrown() {
            return PoisonStoryTest.<RuntimeException>sneaky(throwable.get());
        }
    }

    private static Scripted body(Scripted.Script poisonous) {
        return new Scripted()
                .always((context, input) -> input.equals("poison") ? poisonous.run(context, input) : "fine");
    }

    @ParameterizedTest
    @EnumSource
    void whateverABodyThrowsIsItsFailure(Thrown thrown) {
        TestTask<String, String> task = TestTask.scripted("task", body((context, input) -> {
            throw thrown.thrown();
        }));
        TaskError error = failureOf(amongNeighbours(task, Scripted.class, "\"fine\""));
        assertThat(error.kind()).isEqualTo(ErrorKind.EXCEPTION);
        assertThat(error.exceptionType())
                .isEqualTo(thrown.throwable.get().getClass().getName());
    }

    @ParameterizedTest
    @EnumSource
    void whateverATransactionalBodyThrowsIsItsFailure(Thrown thrown) {
        TestTask<String, String> task = TestTask.scripted("task", body((context, input) -> {
                    throw thrown.thrown();
                }))
                .transactional();
        TaskError error = failureOf(amongNeighbours(task, Scripted.class, "\"fine\""));
        assertThat(error.kind()).isEqualTo(ErrorKind.EXCEPTION);
        assertThat(error.exceptionType())
                .isEqualTo(thrown.throwable.get().getClass().getName());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatReallyOverflowsItsStackFails(boolean transactional) {
        TestTask<String, String> task = TestTask.scripted("task", body((context, input) -> deeper(input)));
        TaskError error =
                failureOf(amongNeighbours(transactional ? task.transactional() : task, Scripted.class, "\"fine\""));
        assertThat(error.exceptionType()).isEqualTo(StackOverflowError.class.getName());
    }

    private static String deeper(String text) {
        return text.isEmpty() ? text : deeper(text) + text;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptThatABodyLeavesBehindReachesNobody(boolean transactional) {
        TestTask<String, String> task = TestTask.scripted("task", new Scripted().always((context, input) -> {
                    String answer = Thread.interrupted() ? "interrupted" : "fine";
                    if (input.equals("poison")) {
                        Thread.currentThread().interrupt();
                    }
                    return answer;
                }));
        TaskHandle<String> handle =
                amongNeighbours(transactional ? task.transactional() : task, Scripted.class, "\"fine\"");
        assertThat(world.output(handle)).isEqualTo("\"fine\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatThrowsWithItsInterruptLeftBehindFailsAlone(boolean transactional) {
        TestTask<String, String> task = TestTask.scripted("task", body((context, input) -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        }));
        failureOf(amongNeighbours(transactional ? task.transactional() : task, Scripted.class, "\"fine\""));
    }

    /** A list that says one thing and does another. */
    public static final class Lying extends AbstractList<String> {

        @Override
        public String get(int index) {
            throw new IndexOutOfBoundsException("there is nothing");
        }

        @Override
        public Iterator<String> iterator() {
            throw new IllegalStateException("there never was");
        }

        @Override
        public int size() {
            return 3;
        }
    }

    /** Leads back to itself. */
    public static final class Ring {
        public Ring getNext() {
            return this;
        }
    }

    /** Says what cannot be stored. */
    static final class Saying implements DurableTask<String, Object> {

        private final Supplier<Object> poison;

        Saying(Supplier<Object> poison) {
            this.poison = poison;
        }

        @Override
        public @Nullable Object run(TaskContext context, String input) {
            return input.equals("poison") ? poison.get() : null;
        }
    }

    /** What a body returns. */
    enum Returned {
        TOO_LARGE("y".repeat(1_001), String.class, ErrorKind.LIMIT_EXCEEDED),
        OF_ANOTHER_TYPE(42, String.class, ErrorKind.INVALID_OUTPUT),
        A_RING(new Ring(), Ring.class, ErrorKind.INVALID_OUTPUT),
        A_LIE(new Lying(), List.class, ErrorKind.INVALID_OUTPUT);

        private final Object value;
        private final Class<?> type;
        private final ErrorKind kind;

        Returned(Object value, Class<?> type, ErrorKind kind) {
            this.value = value;
            this.type = type;
            this.kind = kind;
        }

        TestTask<String, Object> task() {
            return TestTask.plain("task", new Saying(() -> value), String.class, type)
                    .with(EnqueueOptions.none().withMaxRetries(3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeStoredFailsAtOnce(Returned returned) {
        TaskError error = failureOf(amongNeighbours(returned.task(), Saying.class, "null"));
        assertThat(error.kind()).isEqualTo(returned.kind);
        assertThat(error.retryable()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeStoredFailsAtOnceInATransactionToo(Returned returned) {
        TaskError error = failureOf(amongNeighbours(returned.task().transactional(), Saying.class, "null"));
        assertThat(error.kind()).isEqualTo(returned.kind);
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
        assertThat(failureOf(handle).kind()).isEqualTo(plan.kind);
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
        assertThat(failureOf(amongNeighbours(turn.task(), Turning.class, "\"fine\""))
                        .kind())
                .isEqualTo(turn.kind);
    }

    @ParameterizedTest
    @EnumSource
    void aBadIterationFailsItsTransactionalLoop(Turn turn) {
        assertThat(failureOf(amongNeighbours(turn.task().transactional(), Turning.class, "\"fine\""))
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
                amongNeighbours(transactional ? task.transactional() : task, Gathering.class, "\"fine\"");
        assertThat(failureOf(handle).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
    }

    /** The step and the child of the families here. */
    static final class Child extends Scripted {
        @Override
        public void validate(String input) {
            if (input.equals("bad")) {
                throw new StackOverflowError("too deep to judge");
            }
        }
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
            ManualEngine engine =
                    world.engine(transactional ? task.transactional() : task, TestTask.scripted("child", new Child()));
            TaskHandle<String> handle = engine.client().enqueue(Stepping.class, "x");
            TaskHandle<String> healthy = engine.client().enqueue(Child.class, "x");
            world.settle();
            assertThat(failureOf(handle).kind()).isEqualTo(plot.kind);
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
            return input.equals("poison") ? children.get() : Children.of("").and(Child.class, "x");
        }

        @Override
        public String finish(TaskContext context, Finished<String, String> all) {
            return "fine";
        }
    }

    /** Takes whatever is given to it as a list. */
    static final class Taking implements DurableTask<Object, String> {
        @Override
        public String run(TaskContext context, Object input) {
            return "taken";
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
        OF_A_LYING_LIST(() -> Children.of("").andEach(Child.class, new Lying()), ErrorKind.EXCEPTION),
        WITH_A_LYING_LIST(() -> Children.of("").and(Taking.class, new Lying()), ErrorKind.INVALID_INPUT),
        OF_ANOTHER_TYPE(() -> Children.of("").and(Taking.class, new Ring()), ErrorKind.INVALID_INPUT),
        THAT_NOBODY_CAN_JUDGE(() -> Children.of("").and(Child.class, "bad"), ErrorKind.EXCEPTION),
        WITHOUT_A_TASK(Brood::withoutTask, ErrorKind.EXCEPTION),
        WITHOUT_OPTIONS(Brood::withoutOptions, ErrorKind.EXCEPTION),
        TOO_MANY_TO_WAIT_FOR(() -> Children.of("").and(Child.class, "x").quorum(2), ErrorKind.INVALID_OPTION);

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
            return Children.of("").and(Child.class, "x", none);
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
        TaskHandle<String> handle = amongNeighbours(brood.task(), Spawning.class, "\"fine\"");
        assertThat(failureOf(handle).kind()).isEqualTo(brood.kind);
        assertThat(world.rowsOf("child")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void badChildrenFailTheirTransactionalParent(Brood brood) {
        TaskHandle<String> handle = amongNeighbours(brood.task().transactional(), Spawning.class, "\"fine\"");
        assertThat(failureOf(handle).kind()).isEqualTo(brood.kind);
        assertThat(world.rowsOf("child")).hasSize(2);
    }

    /** Goes to sleep under a key that the story makes; at the door it is another one. */
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
                TestTask.scripted("child", new Child()));
        // With a delay nobody asks for the key at the door.
        TaskHandle<String> handle = engine.client().enqueue(Sleeping.class, "x", NONE.withDelay(Duration.ofSeconds(1)));
        TaskHandle<String> healthy = engine.client().enqueue(Child.class, "x", NONE.withDelay(Duration.ofSeconds(1)));
        world.pass(Duration.ofSeconds(2));
        assertThat(failureOf(handle).kind()).isEqualTo(key.kind);
        assertThat(world.output(healthy)).isEqualTo("\"x\"");
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void anAnswerOfTheValidatorThatIsAnErrorFailsTheAttemptAlone() {
        Child child = new Child();
        ManualEngine engine =
                world.engine(TestTask.scripted("child", child), TestTask.scripted("task", new Scripted()));
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        ExecutionId id = new ExecutionId(UUID.randomUUID());
        world.rows.insert(List.of(new NewExecution(id, "child", Lineage.root(id), Duration.ZERO, NONE, "\"bad\"")));
        world.pass(Duration.ofSeconds(2));
        assertThat(world.output(handle)).isEqualTo("\"x\"");
        assertThat(world.rowsOf("child")).singleElement().satisfies(row -> {
            assertThat(row.status()).isEqualTo(TaskStatus.FAILED);
            assertThat(world.error(row).exceptionType()).isEqualTo(StackOverflowError.class.getName());
        });
        assertThat(child.attempts).isEmpty();
    }

    /** Takes its time over judging and combining. */
    private final class Slow implements ParentTask<String, String, String> {

        private boolean judging;

        @Override
        public void validate(String input) {
            if (judging) {
                world.pass(Duration.ofSeconds(11));
            }
        }

        @Override
        public Children<String> run(TaskContext context, String input) {
            return Children.of(input);
        }

        @Override
        public String finish(TaskContext context, Finished<String, String> all) {
            world.pass(Duration.ofSeconds(11));
            return "late";
        }
    }

    private TaskHandle<String> slow(Slow slow, boolean judging) {
        ManualEngine engine = world.engine(
                TestTask.parent("slow", slow, String.class, String.class, String.class, ChildFailurePolicy.FAIL_FAST)
                        .with(NONE.withTimeout(Duration.ofSeconds(10))));
        TaskHandle<String> handle = engine.client().enqueue(Slow.class, "x");
        slow.judging = judging;
        world.settle();
        assertThat(engine.figure("heldHere")).isZero();
        return handle;
    }

    @Test
    void aValidatorThatTakesTooLongTimesItsAttemptOut() {
        TaskHandle<String> handle = slow(new Slow(), true);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
        assertThat(world.rows.all()).hasSize(1);
    }

    @Test
    void aCombiningStepThatTakesTooLongTimesOutAndFailsItsParent() {
        TaskHandle<String> handle = slow(new Slow(), false);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FINALIZE_FAILED);
        assertThat(world.rowsOf("slow"))
                .extracting(StoredExecution::status)
                .containsExactlyInAnyOrder(TaskStatus.FINALIZE_FAILED, TaskStatus.TIMED_OUT);
    }
}
