package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskError;
import dev.durable.TaskException;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a body does ends in a stored outcome of that execution alone. */
class PoisonTest {

    private final Poisoned poisoned = new Poisoned();
    private final World world = poisoned.world;

    @AfterEach
    void end() {
        poisoned.close();
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
        CIRCULAR(PoisonTest::circular),
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
            return PoisonTest.<RuntimeException>sneaky(throwable.get());
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
        TaskError error = poisoned.failureOf(poisoned.amongNeighbours(task, Scripted.class, "\"fine\""));
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
        TaskError error = poisoned.failureOf(poisoned.amongNeighbours(task, Scripted.class, "\"fine\""));
        assertThat(error.kind()).isEqualTo(ErrorKind.EXCEPTION);
        assertThat(error.exceptionType())
                .isEqualTo(thrown.throwable.get().getClass().getName());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatReallyOverflowsItsStackFails(boolean transactional) {
        TestTask<String, String> task = TestTask.scripted("task", body((context, input) -> deeper(input)));
        TaskError error = poisoned.failureOf(
                poisoned.amongNeighbours(transactional ? task.transactional() : task, Scripted.class, "\"fine\""));
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
                poisoned.amongNeighbours(transactional ? task.transactional() : task, Scripted.class, "\"fine\"");
        assertThat(world.output(handle)).isEqualTo("\"fine\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatThrowsWithItsInterruptLeftBehindFailsAlone(boolean transactional) {
        TestTask<String, String> task = TestTask.scripted("task", body((context, input) -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        }));
        poisoned.failureOf(
                poisoned.amongNeighbours(transactional ? task.transactional() : task, Scripted.class, "\"fine\""));
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
        A_RING(new Poisoned.Ring(), Poisoned.Ring.class, ErrorKind.INVALID_OUTPUT),
        A_LIE(new Poisoned.Lying(), List.class, ErrorKind.INVALID_OUTPUT);

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
        TaskError error = poisoned.failureOf(poisoned.amongNeighbours(returned.task(), Saying.class, "null"));
        assertThat(error.kind()).isEqualTo(returned.kind);
        assertThat(error.retryable()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeStoredFailsAtOnceInATransactionToo(Returned returned) {
        TaskError error =
                poisoned.failureOf(poisoned.amongNeighbours(returned.task().transactional(), Saying.class, "null"));
        assertThat(error.kind()).isEqualTo(returned.kind);
    }

    @Test
    void anAnswerOfTheValidatorThatIsAnErrorFailsTheAttemptAlone() {
        Poisoned.Child child = new Poisoned.Child();
        ManualEngine engine =
                world.engine(TestTask.scripted("child", child), TestTask.scripted("task", new Scripted()));
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        ExecutionId id = new ExecutionId(UUID.randomUUID());
        world.rows.insert(
                List.of(new NewExecution(id, "child", Lineage.root(id), Duration.ZERO, Poisoned.NONE, "\"bad\"")));
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
        public String combine(TaskContext context, Finished<String, String> all) {
            world.pass(Duration.ofSeconds(11));
            return "late";
        }
    }

    private TaskHandle<String> slow(Slow slow, boolean judging) {
        ManualEngine engine = world.engine(
                TestTask.parent("slow", slow, String.class, String.class, String.class, ChildFailurePolicy.FAIL_FAST)
                        .with(Poisoned.NONE.withTimeout(Duration.ofSeconds(10))));
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
    void aCombineStepThatTakesTooLongTimesOutAndFailsItsParent() {
        TaskHandle<String> handle = slow(new Slow(), false);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMBINE_FAILED);
        assertThat(world.rowsOf("slow"))
                .extracting(StoredExecution::status)
                .containsExactlyInAnyOrder(TaskStatus.COMBINE_FAILED, TaskStatus.TIMED_OUT);
    }
}
