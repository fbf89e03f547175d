package dev.durable.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.InvalidInputException;
import dev.durable.LimitExceededException;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.UnknownTaskException;
import dev.durable.engine.FinishedType;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the engine refuses: at the door, and where it comes out of bodies. */
class RefusalTest {

    private final World world = new World();
    private final Picky picky = new Picky();
    private final Spawner spawner = new Spawner();
    private final Answering answering = new Answering();
    private final ManualEngine engine = world.engine(
            TestTask.scripted("picky", picky),
            TestTask.parent("spawner", spawner, String.class, String.class, String.class, ChildFailurePolicy.FAIL_FAST)
                    .with(EnqueueOptions.none().withMaxRetries(3)),
            TestTask.plain("answering", answering, String.class, Answer.class)
                    .with(EnqueueOptions.none().withMaxRetries(3)));

    @AfterEach
    void end() {
        world.close();
    }

    /** Refuses what is bad. */
    static final class Picky extends Scripted {
        @Override
        public void validate(String input) {
            if (input.equals("bad")) {
                throw new InvalidInputException("bad is not good");
            }
            if (input.equals("odd")) {
                throw new ArithmeticException("too odd to judge");
            }
        }
    }

    /** Spawns what the test says. */
    static final class Spawner implements ParentTask<String, String, String> {

        Function<String, @Nullable Children<String>> script = input -> Children.of("");
        Function<String, String> combining = input -> input;

        @Override
        public Children<String> run(TaskContext context, String input) {
            return script.apply(input);
        }

        @Override
        public String combine(TaskContext context, Finished<String, String> all) {
            return combining.apply(all.input());
        }
    }

    /** Says nothing that JSON could carry, or nothing at all. */
    public static final class Answer {
        public String getText() {
            throw new IllegalStateException("not telling");
        }
    }

    static final class Answering implements DurableTask<String, Answer> {
        @Override
        public @Nullable Answer run(TaskContext context, String input) {
            return input.equals("null") ? null : new Answer();
        }
    }

    static final class NotRegistered extends Scripted {}

    private static String large(int bytes) {
        return "ä".repeat(bytes / 2);
    }

    @Nested
    class AtTheDoor {

        @Test
        void anInputThatTheValidatorRefuses() {
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> engine.client().enqueue(Picky.class, "bad"))
                    .withMessage("bad is not good");
            assertNothingIsStored();
        }

        @Test
        void anInputThatTheValidatorFailsAt() {
            assertThatExceptionOfType(ArithmeticException.class)
                    .isThrownBy(() -> engine.client().enqueue(Picky.class, "odd"))
                    .withMessage("too odd to judge");
            assertNothingIsStored();
        }

        @Test
        void anInputThatIsTooLargeInBytes() {
            assertThatExceptionOfType(LimitExceededException.class)
                    .isThrownBy(() -> engine.client().enqueue(Picky.class, large(1_000)))
                    .withMessage("The input of task picky has 1002 bytes; allowed are 1000 (durable.max-input-size)");
            assertNothingIsStored();
            engine.client().enqueue(Picky.class, large(998));
            assertThat(world.rows.all()).hasSize(1);
        }

        @Test
        void optionsOutOfTheirRange() {
            EnqueueOptions options =
                    EnqueueOptions.none().withTimeout(Duration.ZERO).withMaxRetries(-1);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> engine.client().enqueue(Picky.class, "x", options))
                    .withMessage("Options of an execution of task picky are out of range: timeout is PT0S, allowed"
                            + " are PT0.001S to PT8760H; maxRetries is -1, allowed are 0 to 1000");
            assertNothingIsStored();
        }

        @Test
        void aTaskThatIsNotDeployed() {
            assertThatExceptionOfType(UnknownTaskException.class)
                    .isThrownBy(() -> engine.client().enqueue(NotRegistered.class, "x"))
                    .withMessageContaining(NotRegistered.class.getName());
            assertNothingIsStored();
        }

        @Test
        void allOfManyIfOneIsRefused() {
            assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> engine.client()
                    .enqueueAll(Picky.class, List.of("a", "bad", "c"), EnqueueOptions.none()));
            assertNothingIsStored();
        }

        @Test
        void butTheCallersTransactionStaysUsable() {
            world.transaction.begin();
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> engine.client().enqueue(Picky.class, "bad"));
            TaskHandle<String> handle = engine.client().enqueue(Picky.class, "good");
            world.transaction.commit();
            world.settle();
            assertThat(world.output(handle)).isEqualTo("\"good\"");
        }

        private void assertNothingIsStored() {
            world.pass(Duration.ofSeconds(2));
            assertThat(world.rows.all()).isEmpty();
            assertThat(picky.attempts).isEmpty();
        }
    }

    @Nested
    class AmongChildren {

        private TaskHandle<String> handle() {
            TaskHandle<String> neighbour = engine.client().enqueue(Spawner.class, "neighbour");
            TaskHandle<String> handle = engine.client().enqueue(Spawner.class, "refused");
            world.pass(Duration.ofSeconds(10));
            assertThat(world.output(neighbour)).isEqualTo("\"neighbour\"");
            return handle;
        }

        /** The body of that one spawns this, and the other one's a good child. */
        private TaskHandle<String> spawning(@Nullable Children<String> children) {
            spawner.script = input ->
                    input.equals("refused") ? children : Children.of("").and(Picky.class, "good");
            return handle();
        }

        private void assertRefused(TaskHandle<String> handle, ErrorKind kind, String message) {
            assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
            assertThat(world.error(handle).kind()).isEqualTo(kind);
            assertThat(world.error(handle).message()).contains(message);
            assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
            assertThat(world.rows.all())
                    .noneMatch(row -> handle.executionId().equals(row.lineage().parentId()));
        }

        @Test
        void oneOfATaskThatIsNotDeployed() {
            assertRefused(
                    spawning(Children.of("").and(Picky.class, "good").and(NotRegistered.class, "x")),
                    ErrorKind.UNKNOWN_TASK,
                    "Child 1: " + NotRegistered.class.getName());
        }

        @Test
        void oneWithAnInputThatItsValidatorRefuses() {
            assertRefused(
                    spawning(Children.of("").and(Picky.class, "bad")),
                    ErrorKind.INVALID_INPUT,
                    "Child 0: bad is not good");
        }

        @Test
        void oneWithAnInputThatIsTooLarge() {
            assertRefused(
                    spawning(Children.of("").and(Picky.class, large(1_000))),
                    ErrorKind.LIMIT_EXCEEDED,
                    "Child 0: The input of task picky has 1002 bytes; allowed are 1000");
        }

        @Test
        void oneWithOptionsOutOfTheirRange() {
            assertRefused(
                    spawning(Children.of("")
                            .and(Picky.class, "x", EnqueueOptions.none().withTimeout(Duration.ofSeconds(-1)))),
                    ErrorKind.INVALID_INPUT,
                    "Child 0: Options of an execution of task picky are out of range: timeout is PT-1S");
        }

        @Test
        void tooMany() {
            assertRefused(
                    spawning(Children.of("").andEach(Picky.class, Collections.nCopies(51, "x"))),
                    ErrorKind.LIMIT_EXCEEDED,
                    "spawned 51 children; allowed are 50 (durable.max-children)");
        }

        @Test
        void asManyAsAreAllowedAreNotTooMany() {
            TaskHandle<String> handle = spawning(Children.of("").andEach(Picky.class, Collections.nCopies(50, "x")));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        }

        @Test
        void thoseThatWouldBeTooDeep() {
            spawner.script = input -> input.equals("neighbour")
                    ? Children.of("")
                    : Children.of("").and(Spawner.class, input + "!");
            TaskHandle<String> handle = handle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
            assertThat(world.rows.all())
                    .filteredOn(row -> row.status() == TaskStatus.FAILED)
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.lineage().depth()).isEqualTo(5);
                        assertThat(world.error(row).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
                        assertThat(world.error(row).message())
                                .isEqualTo("Child 0: A child would be 6 levels below its root; allowed are 5"
                                        + " (durable.max-depth)");
                    });
        }

        @Test
        void noChildrenAtAllInsteadOfAnEmptyList() {
            assertRefused(spawning(null), ErrorKind.INVALID_OUTPUT, "The body of parent task spawner returned null");
        }

        @Test
        void aRunOutputThatIsTooLarge() {
            assertRefused(
                    spawning(Children.of(large(1_000))),
                    ErrorKind.LIMIT_EXCEEDED,
                    "The output of task spawner has 1002 bytes; allowed are 1000 (durable.max-output-size)");
        }
    }

    @Nested
    class FromBodies {

        @Test
        void anOutputThatIsTooLarge() {
            picky.then((context, input) -> large(1_000));
            List<TaskHandle<String>> handles =
                    engine.client().enqueueAll(Picky.class, List.of("a", "b"), EnqueueOptions.none());
            world.settle();
            assertThat(world.error(handles.get(0)).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
            assertThat(world.error(handles.get(0)).message())
                    .contains("has 1002 bytes; allowed are 1000 (durable.max-output-size)");
            assertThat(world.output(handles.get(1))).isEqualTo("\"b\"");
        }

        @Test
        void anOutputThatCannotBeCarried() {
            TaskHandle<Answer> handle = engine.client().enqueue(Answering.class, "x");
            world.pass(Duration.ofSeconds(10));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
            assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
            assertThat(world.error(handle).message()).startsWith("The output of task answering cannot be stored: ");
            assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
        }

        @Test
        void butNotTheAbsenceOfAnOutput() {
            TaskHandle<Answer> handle = engine.client().enqueue(Answering.class, "null");
            world.settle();
            assertThat(handle.execution().status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(handle.execution().output()).isEmpty();
        }

        @Test
        void aStoredInputThatDoesNotFitTheTask() {
            ExecutionId id = new ExecutionId(UUID.randomUUID());
            world.rows.insert(List.of(new NewExecution(
                    id,
                    "picky",
                    Lineage.root(id),
                    Duration.ZERO,
                    EnqueueOptions.none().withMaxRetries(3),
                    "{\"not\": \"a string\"")));
            TaskHandle<String> neighbour = engine.client().enqueue(Picky.class, "x");
            world.pass(Duration.ofSeconds(5));
            assertThat(world.row(id).status()).isEqualTo(TaskStatus.FAILED);
            assertThat(world.error(world.row(id)).kind()).isEqualTo(ErrorKind.INVALID_INPUT);
            assertThat(world.error(world.row(id)).message()).startsWith("The stored input does not fit task picky: ");
            assertThat(world.output(neighbour)).isEqualTo("\"x\"");
            assertThat(picky.attempts).hasSize(1);
        }

        @Test
        void aStoredInputThatTheRulesHaveComeToRefuse() {
            ExecutionId id = new ExecutionId(UUID.randomUUID());
            world.rows.insert(List.of(
                    new NewExecution(id, "picky", Lineage.root(id), Duration.ZERO, EnqueueOptions.none(), "\"bad\"")));
            world.pass(Duration.ofSeconds(5));
            assertThat(world.error(world.row(id)).kind()).isEqualTo(ErrorKind.INVALID_INPUT);
            assertThat(world.error(world.row(id)).message()).isEqualTo("bad is not good");
            assertThat(picky.attempts).isEmpty();
        }
    }

    @Test
    void childrensOutputsTogetherMayBeLargerThanOnePayload() {
        picky.always((context, input) -> large(900));
        spawner.script = input -> Children.of("").andEach(Picky.class, Arrays.asList("a", "b", "c"));
        TaskHandle<String> handle = engine.client().enqueue(Spawner.class, "x");
        world.settle();
        assertThat(world.output(handle)).isEqualTo("\"x\"");
    }

    @Test
    void aCombinedOutputThatIsTooLargeEndsTheParentAtOnceAndSparesItsNeighbours() {
        spawner.combining = input -> input.equals("large") ? large(1_000) : "fine";
        spawner.script = input -> Children.of("").and(Picky.class, "good");
        List<TaskHandle<String>> handles =
                engine.client().enqueueAll(Spawner.class, List.of("a", "large", "b"), EnqueueOptions.none());
        world.settle();
        assertThat(handles)
                .extracting(world::status)
                .containsExactly(TaskStatus.COMPLETED, TaskStatus.COMBINE_FAILED, TaskStatus.COMPLETED);
        assertThat(world.error(handles.get(1)).message()).contains("has 1002 bytes; allowed are 1000");
        assertThat(world.rowsOf("spawner")).allMatch(row -> row.claim().attempt() == 1 && row.isNotified());
        assertThat(engine.figure("heldHere")).isZero();
    }

    /** What combines refuses what it is given. */
    static final class Refusing implements DurableTask<Finished<String, String>, String> {

        @Override
        public void validate(Finished<String, String> all) {
            if (all.input().equals("bad")) {
                throw new InvalidInputException("nothing to combine");
            }
        }

        @Override
        public String run(TaskContext context, Finished<String, String> all) {
            return "combined";
        }
    }

    @Test
    void aCombineTaskThatRefusesWhatItIsGivenFailsTheParentOnceAndSparesItsNeighbours() {
        Spawner combined = new Spawner();
        combined.script = input -> Children.of("").and(Picky.class, "good");
        ManualEngine other = world.engine(
                TestTask.scripted("picky", picky),
                TestTask.parent(
                                "spawner",
                                combined,
                                String.class,
                                String.class,
                                String.class,
                                ChildFailurePolicy.FAIL_FAST)
                        .combinedBy("refusing"),
                TestTask.plain("refusing", new Refusing(), new FinishedType(String.class, String.class), String.class)
                        .with(EnqueueOptions.none().withMaxRetries(3)));
        world.kill(engine);
        List<TaskHandle<String>> handles =
                other.client().enqueueAll(Spawner.class, List.of("a", "bad", "b"), EnqueueOptions.none());
        world.pass(Duration.ofMinutes(1));
        assertThat(handles)
                .extracting(world::status)
                .containsExactly(TaskStatus.COMPLETED, TaskStatus.COMBINE_FAILED, TaskStatus.COMPLETED);
        assertThat(world.error(handles.get(1)).message()).contains("nothing to combine");
        assertThat(world.rowsOf("refusing"))
                .hasSize(3)
                .allMatch(row -> row.claim().attempt() == 1);
        assertThat(world.rows.all()).allMatch(StoredExecution::isNotified);
        assertThat(world.journal.count(Message.LOOP_FAILS)).isZero();
        assertThat(world.journal.count(Message.ATTEMPT_FAILED)).isZero();
    }
}
