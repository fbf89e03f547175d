package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.ChildOutcome;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.InvalidInputException;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.SleepingTask;
import dev.durable.Steps;
import dev.durable.TaskContext;
import dev.durable.TaskExecution.Progress;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.FinishedType;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Reply;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tasks one after the other. */
class SequenceTaskTest {

    private static final FinishedType OF_WORDS = new FinishedType(String.class, Integer.class);

    private final World world = new World();
    private final Scripted first = new Scripted().always((context, input) -> input + "1");
    private final Second second = new Second();
    private final Third third = new Third();
    private final Chain chain = new Chain();

    SequenceTaskTest() {
        second.always((context, input) -> input + "2");
        third.always((context, input) -> input + "3");
    }

    @AfterEach
    void end() {
        world.close();
    }

    static final class Second extends Scripted {}

    /** Refuses what has a blank in it. */
    static final class Third extends Scripted {

        @Override
        public void validate(String input) {
            if (input.contains(" ")) {
                throw new InvalidInputException("Blanks are not allowed");
            }
        }
    }

    /** Takes the steps that the test says. */
    static class Chain implements SequenceTask<String, String> {

        Steps<String, String> steps =
                Steps.first(Scripted.class).then(Second.class).then(Third.class);

        @Override
        public Steps<String, String> steps() {
            return steps;
        }
    }

    static final class Inner extends Chain {}

    static final class Innermost extends Chain {}

    private static TestTask<String, String> sequence(String id, Chain bean) {
        return TestTask.sequence(id, bean, String.class, String.class);
    }

    private ManualEngine engine(TestTask<?, ?>... others) {
        List<TestTask<?, ?>> all = new ArrayList<>(List.of(
                sequence("chain", chain),
                TestTask.scripted("first", first),
                TestTask.scripted("second", second),
                TestTask.scripted("third", third)));
        all.addAll(List.of(others));
        return world.engine(all.toArray(TestTask[]::new));
    }

    private TaskHandle<String> enqueue(ManualEngine engine) {
        return engine.client().enqueue(Chain.class, "x");
    }

    private StoredExecution only(String taskId) {
        List<StoredExecution> rows = world.rowsOf(taskId);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private void assertEverythingIsClosed(TaskHandle<?> root) {
        assertThat(world.rows.all())
                .allMatch(row -> row.status().finished() && row.isNotified())
                .allMatch(row -> row.family().unfinished() == 0)
                .allMatch(row -> row.lineage().rootId().equals(root.executionId()));
    }

    @Test
    void eachStepTakesWhatTheOneBeforeReturned() {
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(handle.execution().output()).contains("x123");
        assertThat(world.rows.all()).hasSize(4);
        assertThat(List.of(only("first"), only("second"), only("third")))
                .allMatch(row -> row.status() == TaskStatus.COMPLETED)
                .extracting(row -> row.lineage().index())
                .containsExactly(0, 1, 2);
        assertThat(first.attempts).singleElement().satisfies(context -> assertThat(context.parentId())
                .contains(handle.executionId()));
        assertEverythingIsClosed(handle);
    }

    @Test
    void oneStepIsThereAtATimeAndProgressCountsThoseToCome() {
        ManualEngine engine = engine();
        TaskHandle<String> handle = enqueue(engine);
        List<Progress> seen = new ArrayList<>(List.of(handle.execution().progress()));
        second.then((context, input) -> {
            seen.add(handle.execution().progress());
            assertThat(world.rows.all()).hasSize(3);
            return input;
        });
        world.settle();
        seen.add(handle.execution().progress());
        assertThat(seen).containsExactly(new Progress(0, 0), new Progress(1, 3), new Progress(3, 3));
    }

    @Test
    void aStepThatReturnsNothingHandsOnNothing() {
        first.then((context, input) -> null);
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(handle.execution().output()).contains("null23");
    }

    @Test
    void aFailingStepEndsTheSequenceAndNamesSequenceStepAndCause() {
        second.always((context, input) -> {
            throw new IllegalStateException("no ink");
        });
        TaskHandle<String> handle = enqueue(engine());
        world.pass(Duration.ofSeconds(1));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.CHILDREN_FAILED);
        assertThat(world.error(handle).message())
                .startsWith("Step 2 of 3 of sequence chain, task second, execution "
                        + only("second").id())
                .endsWith("no ink");
        assertThat(third.attempts).isEmpty();
        assertThat(world.rowsOf("third")).isEmpty();
        assertEverythingIsClosed(handle);
    }

    @Test
    void aStepHasTheRetriesOfItsOwnTask() {
        second.then((context, input) -> {
            throw new IllegalStateException("no ink");
        });
        ManualEngine engine = world.engine(
                sequence("chain", chain),
                TestTask.scripted("first", first),
                TestTask.scripted("second", second).with(EnqueueOptions.none().withMaxRetries(1)),
                TestTask.scripted("third", third));
        TaskHandle<String> handle = enqueue(engine);
        world.pass(Duration.ofSeconds(2));
        assertThat(handle.execution().output()).contains("x123");
        assertThat(first.attempts).hasSize(1);
        assertThat(second.attempts).hasSize(2);
    }

    @Test
    void anInputThatAStepRefusesFailsThatStep() {
        second.then((context, input) -> "not so");
        TaskHandle<String> handle = enqueue(engine());
        world.settle();
        assertThat(third.attempts).isEmpty();
        assertThat(world.error(only("third")).kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(world.error(handle).message()).startsWith("Step 3 of 3").endsWith("Blanks are not allowed");
    }

    @Test
    void aStepWhoseTaskIsNotDeployedFailsTheSequenceBeforeItBegins() {
        ManualEngine engine = world.engine(sequence("chain", chain), TestTask.scripted("first", first));
        TaskHandle<String> handle = enqueue(engine);
        world.settle();
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.UNKNOWN_TASK);
        assertThat(world.error(handle).message()).startsWith("Step 2: ");
        assertThat(world.rows.all()).hasSize(1);
    }

    @Test
    void aServerThatKnowsOneStepOnlyBringsTheSequenceOnAllTheSame() {
        ManualEngine most = world.engine(
                sequence("chain", chain),
                TestTask.scripted("first", first).disabled(),
                TestTask.scripted("second", second),
                TestTask.scripted("third", third));
        world.engine(TestTask.scripted("first", first));
        TaskHandle<String> handle = enqueue(most);
        world.pass(Duration.ofSeconds(5));
        assertThat(handle.execution().output()).contains("x123");
        assertEverythingIsClosed(handle);
    }

    @Test
    void aSequenceKeepsToTheStepsItBeganWith() {
        ManualEngine engine = engine();
        first.then((context, input) -> {
            chain.steps = Steps.first(Scripted.class);
            return "1";
        });
        TaskHandle<String> handle = enqueue(engine);
        world.settle();
        assertThat(handle.execution().output()).contains("123");
    }

    @Nested
    class OfOtherForms {

        /** One child for each word. */
        static final class Words implements ParentTask<String, Integer, String> {

            @Override
            public Children<Integer> run(TaskContext context, String text) {
                List<String> all = List.of(text.split(""));
                return Children.of(all.size()).andEach(Third.class, all);
            }

            @Override
            public String combine(TaskContext context, Finished<String, Integer> all) {
                return all.input() + "/" + all.output() + "=" + String.join("+", all.outputs(Third.class));
            }
        }

        /** The same without anything that combines. */
        static final class Gather implements ParentTask<String, Integer, Finished<String, Integer>> {

            @Override
            public Children<Integer> run(TaskContext context, String text) {
                return new Words().run(context, text);
            }
        }

        static final class Join implements DurableTask<Finished<String, Integer>, String> {

            @Override
            public String run(TaskContext context, Finished<String, Integer> all) {
                return all.input() + "/" + all.output() + ":"
                        + all.outcomes().stream()
                                .map(ChildOutcome::status)
                                .map(String::valueOf)
                                .collect(Collectors.joining(","))
                        + ":"
                        + String.join("+", all.outputs(Third.class));
            }
        }

        /** As many rounds as its input has characters. */
        static final class Rounds implements LoopTask<String, Integer, String> {

            @Override
            public Iteration<Integer, String> run(TaskContext context, String input, @Nullable Integer state) {
                int done = state == null ? 1 : state + 1;
                return done == input.length() ? Iteration.done(input + "*" + done) : Iteration.again(done);
            }
        }

        static final class Reply implements SleepingTask<String, String> {

            @Override
            public String key(String input) {
                return "reply to " + input;
            }
        }

        /** Combines in two steps. */
        static final class JoinTwice implements SequenceTask<Finished<String, Integer>, String> {

            @Override
            public Steps<Finished<String, Integer>, String> steps() {
                return Steps.<Finished<String, Integer>, String>first(Join.class)
                        .then(Second.class);
            }
        }

        /** Has one sequence as its child. */
        static final class Around implements ParentTask<String, Integer, String> {

            @Override
            public Children<Integer> run(TaskContext context, String text) {
                return Children.of(1).and(Chain.class, text);
            }

            @Override
            public String combine(TaskContext context, Finished<String, Integer> all) {
                return "(" + all.outputs(Chain.class).get(0) + ")";
            }
        }

        private final Inner inner = new Inner();
        private final Innermost innermost = new Innermost();

        private ManualEngine engine() {
            return SequenceTaskTest.this.engine(
                    sequence("inner", inner),
                    sequence("innermost", innermost),
                    TestTask.parent(
                            "words",
                            new Words(),
                            String.class,
                            Integer.class,
                            String.class,
                            ChildFailurePolicy.FAIL_FAST),
                    TestTask.parent(
                                    "gather",
                                    new Gather(),
                                    String.class,
                                    Integer.class,
                                    OF_WORDS,
                                    ChildFailurePolicy.COLLECT)
                            .gathering(),
                    TestTask.plain("join", new Join(), OF_WORDS, String.class),
                    TestTask.sequence("joinTwice", new JoinTwice(), OF_WORDS, String.class),
                    TestTask.loop("rounds", new Rounds(), String.class, Integer.class, String.class),
                    TestTask.sleeping("reply", new Reply(), String.class, String.class),
                    TestTask.parent(
                            "around",
                            new Around(),
                            String.class,
                            Integer.class,
                            String.class,
                            ChildFailurePolicy.FAIL_FAST));
        }

        private TaskHandle<String> settled(Steps<String, String> steps) {
            chain.steps = steps;
            TaskHandle<String> handle = enqueue(engine());
            world.pass(Duration.ofSeconds(1));
            return handle;
        }

        @Test
        void aStepMayBeAParent() {
            TaskHandle<String> handle =
                    settled(Steps.first(Scripted.class).then(Words.class).then(Second.class));
            assertThat(handle.execution().output()).contains("x1/2=x3+132");
            assertEverythingIsClosed(handle);
        }

        @Test
        void aParentThatOnlyGathersHandsOnWhatItHasGathered() {
            third.then((context, input) -> {
                throw new IllegalStateException("not this one");
            });
            TaskHandle<String> handle =
                    settled(Steps.first(Scripted.class).then(Gather.class).then(Join.class));
            assertThat(handle.execution().output()).contains("x1/2:FAILED,COMPLETED:13");
            assertThat(only("gather").payloads().output()).isNull();
            assertEverythingIsClosed(handle);
        }

        @Test
        void aStepMayBeALoop() {
            TaskHandle<String> handle =
                    settled(Steps.first(Scripted.class).then(Rounds.class).then(Second.class));
            assertThat(handle.execution().output()).contains("x1*22");
            assertThat(only("rounds").claim().iteration()).isEqualTo(2);
            assertEverythingIsClosed(handle);
        }

        @Test
        void aStepMaySleepAndItsKeyFollowsFromTheStepBefore() {
            chain.steps = Steps.first(Scripted.class).then(Reply.class).then(Second.class);
            ManualEngine engine = engine();
            TaskHandle<String> handle = enqueue(engine);
            world.settle();
            assertThat(only("reply").status()).isEqualTo(TaskStatus.SLEEPING);
            assertThat(engine.client().wakeUp(Reply.class, "reply to x1", WakeUp.completed("yes")))
                    .isEqualTo(new WakeAnswer.Woken());
            world.settle();
            assertThat(handle.execution().output()).contains("yes2");
            assertEverythingIsClosed(handle);
        }

        @Test
        void aSleepingStepWhoseKeyIsInUseFails() {
            chain.steps = Steps.first(Scripted.class).then(Reply.class).then(Second.class);
            ManualEngine engine = engine();
            engine.client().enqueue(Reply.class, "x1");
            TaskHandle<String> handle = enqueue(engine);
            world.pass(Duration.ofSeconds(1));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
            assertThat(world.error(handle).message()).contains("reply to x1");
            assertThat(world.rowsOf("reply"))
                    .extracting(StoredExecution::status)
                    .containsExactlyInAnyOrder(TaskStatus.SLEEPING, TaskStatus.FAILED);
        }

        @Test
        void sequencesNestAtTheBeginningInTheMiddleAndAtTheEnd() {
            inner.steps = Steps.first(Innermost.class).then(Second.class).then(Innermost.class);
            innermost.steps = Steps.first(Third.class).then(Second.class);
            TaskHandle<String> handle =
                    settled(Steps.first(Inner.class).then(Scripted.class).then(Inner.class));
            assertThat(handle.execution().output()).contains("x" + "32" + "2" + "32" + "1" + "32" + "2" + "32");
            assertThat(world.rows.all()).hasSize(1 + 3 + 2 * (3 + 2 * 2));
            assertEverythingIsClosed(handle);
        }

        @Test
        void whatASequenceEndsWithMayItselfFollowFromRelatives() {
            inner.steps = Steps.first(Scripted.class).then(Gather.class).then(Join.class);
            innermost.steps = Steps.first(Inner.class);
            TaskHandle<String> handle = settled(Steps.first(Innermost.class));
            assertThat(handle.execution().output()).contains("x1/2:COMPLETED,COMPLETED:x3+13");
            assertEverythingIsClosed(handle);
        }

        @Test
        void aSequenceMayBeAChild() {
            ManualEngine engine = engine();
            TaskHandle<String> handle = engine.client().enqueue(Around.class, "x");
            world.pass(Duration.ofSeconds(1));
            assertThat(handle.execution().output()).contains("(x123)");
            assertEverythingIsClosed(handle);
        }

        @Test
        void aSequenceMayCombine() {
            ManualEngine engine = world.engine(
                    TestTask.parent(
                                    "words",
                                    new Words(),
                                    String.class,
                                    Integer.class,
                                    String.class,
                                    ChildFailurePolicy.FAIL_FAST)
                            .combinedBy("joinTwice"),
                    TestTask.scripted("second", second),
                    TestTask.scripted("third", third),
                    TestTask.plain("join", new Join(), OF_WORDS, String.class),
                    TestTask.sequence("joinTwice", new JoinTwice(), OF_WORDS, String.class));
            TaskHandle<String> handle = engine.client().enqueue(Words.class, "ab");
            world.pass(Duration.ofSeconds(1));
            assertThat(handle.execution().output()).contains("ab/2:COMPLETED,COMPLETED:a3+b32");
            assertEverythingIsClosed(handle);
        }
    }

    @Nested
    class ThatIsBrokenOff {

        @Test
        void aCrashBetweenStepsRepeatsNone() {
            ManualEngine dying = engine();
            TaskHandle<String> handle = enqueue(dying);
            dying.store().after(Verb.WRITE_BACK, () -> {
                if (!world.rowsOf("second").isEmpty()) {
                    world.kill(dying);
                }
            });
            world.settle();
            assertThat(only("second").status()).isEqualTo(TaskStatus.READY);
            engine();
            world.pass(Duration.ofSeconds(30));
            assertThat(world.output(handle)).isEqualTo("\"x123\"");
            assertThat(first.attempts).hasSize(1);
            assertThat(second.attempts).hasSize(1);
        }

        @Test
        void aCrashInAStepRepeatsThatStepAlone() {
            engine();
            world.pass(World.LEASE);
            ManualEngine dying = engine();
            second.then((context, input) -> {
                List.of(dying).forEach(world::kill);
                return "never seen";
            });
            TaskHandle<String> handle = enqueue(dying);
            dying.runDue();
            assertThat(only("second").status()).isEqualTo(TaskStatus.RUNNING);
            world.pass(Duration.ofSeconds(30));
            assertThat(world.output(handle)).isEqualTo("\"x123\"");
            assertThat(first.attempts).hasSize(1);
            assertThat(second.attempts).hasSize(2);
            assertEverythingIsClosed(handle);
        }

        @Test
        void aCancellationInTheMiddleEndsTheStepThatRunsAndNoneFollows() {
            ManualEngine engine = engine();
            List<Boolean> told = new ArrayList<>();
            second.then((context, input) -> {
                engine.client().cancel(context.rootId());
                engine.runLoops();
                told.add(context.cancelRequested());
                return "late";
            });
            TaskHandle<String> handle = enqueue(engine);
            world.pass(Duration.ofSeconds(1));
            assertThat(told).containsExactly(true);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(only("second").status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(world.rowsOf("third")).isEmpty();
            assertEverythingIsClosed(handle);
        }

        @Test
        void aCancellationWhileAStepWaitsEndsThatStep() {
            ManualEngine engine = engine();
            TaskHandle<String> handle = enqueue(engine);
            engine.store().after(Verb.WRITE_BACK, () -> {
                if (!world.rowsOf("second").isEmpty()) {
                    engine.store().heal();
                    handle.cancel();
                }
            });
            world.pass(Duration.ofSeconds(1));
            assertThat(second.attempts).isEmpty();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(only("second").status()).isEqualTo(TaskStatus.CANCELLED);
            assertEverythingIsClosed(handle);
        }

        @Test
        void aCancellationBeforeTheFirstStepIsStoredLeavesNone() {
            ManualEngine engine = engine();
            TaskHandle<String> handle = enqueue(engine);
            engine.store().before(Verb.WRITE_BACK, () -> {
                engine.store().heal();
                handle.cancel();
            });
            world.pass(Duration.ofSeconds(1));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(world.rows.all()).hasSize(1);
        }

        @Test
        void aStepThatIsCancelledByItselfFailsTheSequence() {
            ManualEngine engine = engine();
            second.then((context, input) -> {
                engine.client().cancel(context.executionId());
                return "late";
            });
            TaskHandle<String> handle = enqueue(engine);
            world.pass(Duration.ofSeconds(1));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
            assertThat(world.error(handle).message()).contains("is CANCELLED");
            assertEverythingIsClosed(handle);
        }
    }
}
