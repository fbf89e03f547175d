package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.ChildOutcome;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.FinishedType;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The combine step takes the outcomes of the children: as a method, as a task, as a parent itself. */
class CombineTest {

    private static final FinishedType OF_WORDS = new FinishedType(String.class, Integer.class);

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final Words words = new Words();
    private final Join join = new Join();
    private final JoinByChildren joinByChildren = new JoinByChildren();

    @AfterEach
    void end() {
        world.close();
    }

    /** What combines: fails as often as the test says. */
    static class Combining {

        int failures;
        final List<TaskContext> attempts = new ArrayList<>();

        String combine(TaskContext context, Finished<String, Integer> all) {
            attempts.add(context);
            if (failures-- > 0) {
                throw new IllegalStateException("no glue");
            }
            String joined = all.outcomes().stream()
                    .map(child -> child.completed() ? child.output(Scripted.class) : "(" + child.status() + ")")
                    .collect(Collectors.joining("+"));
            return all.input() + "/" + all.output() + "=" + joined;
        }
    }

    /** One child for each word. */
    static final class Words implements ParentTask<String, Integer, String> {

        final Combining combining = new Combining();

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            List<String> all = List.of(text.split(" "));
            return Children.of(all.size()).andEach(Scripted.class, all);
        }

        @Override
        public String combine(TaskContext context, Finished<String, Integer> all) {
            return combining.combine(context, all);
        }
    }

    /** Combines words as a task of its own. */
    static final class Join implements DurableTask<Finished<String, Integer>, String> {

        final Combining combining = new Combining();

        @Override
        public String run(TaskContext context, Finished<String, Integer> all) {
            return combining.combine(context, all);
        }
    }

    /** Combines words by spawning children of its own, and combining those. */
    static final class JoinByChildren implements ParentTask<Finished<String, Integer>, String, String> {

        @Override
        public Children<String> run(TaskContext context, Finished<String, Integer> all) {
            return Children.of("again").andEach(Scripted.class, all.outputs(Scripted.class));
        }

        @Override
        public String combine(TaskContext context, Finished<Finished<String, Integer>, String> all) {
            return all.output() + " " + all.input().input() + "/" + all.input().output() + "="
                    + String.join("*", all.outputs(Scripted.class)) + " of "
                    + all.input().outcomes().stream()
                            .map(ChildOutcome::index)
                            .map(String::valueOf)
                            .collect(Collectors.joining(","));
        }
    }

    private TestTask<String, String> words(ChildFailurePolicy policy) {
        return TestTask.parent("words", words, String.class, Integer.class, String.class, policy);
    }

    private ManualEngine engine(TestTask<?, ?> parent) {
        return world.engine(
                parent,
                TestTask.scripted("task", task),
                TestTask.plain("join", join, OF_WORDS, String.class),
                TestTask.parent(
                        "joinByChildren",
                        joinByChildren,
                        OF_WORDS,
                        String.class,
                        String.class,
                        ChildFailurePolicy.FAIL_FAST));
    }

    private ManualEngine engine() {
        return engine(words(ChildFailurePolicy.FAIL_FAST));
    }

    private TaskHandle<String> enqueue(ManualEngine engine, String text) {
        return engine.client().enqueue(Words.class, text);
    }

    private StoredExecution step(TaskHandle<?> parent) {
        return world.rows.all().stream()
                .filter(row -> row.lineage().role() == Role.COMBINE)
                .filter(row -> parent.executionId().equals(row.lineage().parentId()))
                .findFirst()
                .orElseThrow();
    }

    private void assertEverythingIsClosed(TaskHandle<?> root) {
        assertThat(world.rows.all())
                .allMatch(row -> row.status().finished() && row.isNotified())
                .allMatch(row -> row.family().unfinished() == 0)
                .allMatch(row -> row.lineage().rootId().equals(root.executionId()));
    }

    @Test
    void aMethodOfTheParentCombines() {
        TaskHandle<String> handle = enqueue(engine(), "one two three");
        world.settle();
        assertThat(handle.execution().output()).contains("one two three/3=one+two+three");
        assertThat(words.combining.attempts).singleElement().satisfies(context -> {
            assertThat(context.parentId()).contains(handle.executionId());
            assertThat(context.rootId()).isEqualTo(handle.executionId());
            assertThat(context.executionId()).isNotEqualTo(handle.executionId());
        });
        assertEverythingIsClosed(handle);
    }

    @Test
    void anotherTaskCombines() {
        TaskHandle<String> handle =
                enqueue(engine(words(ChildFailurePolicy.FAIL_FAST).combinedBy("join")), "one two");
        world.settle();
        assertThat(handle.execution().output()).contains("one two/2=one+two");
        assertThat(words.combining.attempts).isEmpty();
        assertEverythingIsClosed(handle);
    }

    @Test
    void whatCombinesMayBeAParentItself() {
        TaskHandle<String> handle =
                enqueue(engine(words(ChildFailurePolicy.FAIL_FAST).combinedBy("joinByChildren")), "one two");
        world.pass(Duration.ofSeconds(1));
        assertThat(handle.execution().output()).contains("again one two/2=one*two of 0,1");
        assertThat(world.rows.all()).hasSize(7);
        assertThat(handle.execution().progress().total()).isEqualTo(2);
        assertEverythingIsClosed(handle);
    }

    @Test
    void whatCombinesIsRepeatedByItsOwnRetries() {
        words.combining.failures = 2;
        ManualEngine engine = engine(
                words(ChildFailurePolicy.FAIL_FAST).with(EnqueueOptions.none().withMaxRetries(2)));
        TaskHandle<String> handle = enqueue(engine, "one");
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        world.pass(Duration.ofSeconds(5));
        assertThat(handle.execution().output()).contains("one/1=one");
        assertThat(words.combining.attempts).extracting(TaskContext::attempt).containsExactly(1, 2, 3);
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void aMethodThatCannotCombineFailsItsParent() {
        words.combining.failures = 1;
        TaskHandle<String> handle = enqueue(engine(), "one");
        world.pass(Duration.ofSeconds(1));
        assertCombineFailed(handle);
    }

    @Test
    void aTaskThatCannotCombineFailsTheParent() {
        join.combining.failures = 1;
        TaskHandle<String> handle =
                enqueue(engine(words(ChildFailurePolicy.COLLECT).combinedBy("join")), "one");
        world.pass(Duration.ofSeconds(1));
        assertCombineFailed(handle);
    }

    private void assertCombineFailed(TaskHandle<String> handle) {
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMBINE_FAILED);
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.COMBINE_FAILED);
        assertThat(world.error(handle).message())
                .contains(step(handle).id().toString())
                .contains("no glue");
        assertEverythingIsClosed(handle);
    }

    @Test
    void aStepThatCannotReadItsFamilyIsTriedAgainAndNothingIsCounted() {
        ManualEngine engine = engine();
        engine.store().before(Verb.CHILDREN, () -> {
            throw FaultyStore.unreachable();
        });
        TaskHandle<String> handle = enqueue(engine, "one");
        world.pass(Duration.ofSeconds(21));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        // Not as fast as it can be claimed, but every five seconds.
        assertThat(engine.store().calls(Verb.CHILDREN)).isBetween(4, 5);
        assertThat(world.journal.count(Message.FAMILY_UNREADABLE)).isBetween(4L, 5L);
        engine.store().heal();
        world.pass(Duration.ofSeconds(6));
        assertThat(handle.execution().output()).contains("one/1=one");
        assertThat(step(handle).claim().attempt()).isEqualTo(1);
        assertThat(step(handle).claim().crashes()).isZero();
    }

    @Test
    void aServerThatDoesNotKnowAChildsTaskLeavesTheStepToOneThatDoes() {
        ManualEngine knowing = engine();
        TaskHandle<String> handle = enqueue(knowing, "one");
        knowing.store().before(Verb.CLAIM, () -> {
            if (world.status(handle) == TaskStatus.WAITING_FOR_COMBINE) {
                throw FaultyStore.unreachable();
            }
        });
        ManualEngine older = world.engine(words(ChildFailurePolicy.FAIL_FAST));
        world.pass(Duration.ofSeconds(12));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        assertThat(world.journal.lines(Message.FAMILY_UNREADABLE)).anyMatch(line -> line.contains("task task"));
        knowing.store().heal();
        world.kill(older);
        world.pass(Duration.ofSeconds(12));
        assertThat(handle.execution().output()).contains("one/1=one");
    }

    @Test
    void aStoredOutcomeThatDoesNotFitAnyMoreFailsTheStepAtOnce() {
        ManualEngine older = engine();
        TaskHandle<String> handle = enqueue(older, "one");
        older.store().before(Verb.CLAIM, () -> {
            if (world.status(handle) == TaskStatus.WAITING_FOR_COMBINE) {
                throw FaultyStore.unreachable();
            }
        });
        world.settle();
        world.engine(
                TestTask.plain("task", new Scripted(), String.class, Integer.class),
                words(ChildFailurePolicy.FAIL_FAST).with(EnqueueOptions.none().withMaxRetries(5)));
        world.pass(Duration.ofSeconds(2));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMBINE_FAILED);
        assertThat(world.error(step(handle)).kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(world.error(step(handle)).message()).contains("does not fit task words");
    }

    @Test
    void manyFamiliesOnThreeServersCombineEachChildOnce() {
        List<ManualEngine> engines = List.of(engine(), engine(), engine());
        String text = IntStream.range(0, 50).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        List<TaskHandle<String>> handles = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            handles.add(enqueue(engines.get(i % 3), text));
        }
        world.pass(Duration.ofSeconds(10));
        String expected = text + "/50=" + text.replace(' ', '+');
        assertThat(handles)
                .allSatisfy(handle -> assertThat(handle.execution().output()).contains(expected));
        assertThat(task.attempts).hasSize(9 * 50);
        assertThat(words.combining.attempts).hasSize(9);
        assertThat(world.rows.all()).hasSize(9 * 52).allMatch(row -> row.isNotified());
        assertThat(engines).allMatch(engine -> engine.figure("refusedWriteBacks") == 0);
    }

    @Test
    void outcomesComeInTheOrderOfSpawningWhateverTheOrderOfTheirEnds() {
        task.then((context, input) -> {
            throw new IllegalStateException("first");
        });
        ManualEngine engine = world.engine(
                words(ChildFailurePolicy.FAIL_FAST),
                TestTask.scripted("task", task).with(EnqueueOptions.none().withMaxRetries(1)));
        TaskHandle<String> handle = enqueue(engine, "one two three");
        world.pass(Duration.ofSeconds(5));
        assertThat(handle.execution().output()).contains("one two three/3=one+two+three");
    }

    @Test
    void aCollectingStepSeesHowEachChildEnded() {
        task.then((context, input) -> {
            throw new IllegalStateException("first");
        });
        TaskHandle<String> handle = enqueue(engine(words(ChildFailurePolicy.COLLECT)), "one two");
        world.settle();
        assertThat(handle.execution().output()).contains("one two/2=(FAILED)+two");
    }
}
