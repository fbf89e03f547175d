package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.ChildFailurePolicy;
import dev.durable.ChildOutcome;
import dev.durable.Children;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.StoreException;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.FinishedType;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parents without a combine step: their output is the outcomes of their children. */
class CollectTest {

    private static final FinishedType OF_WORDS = new FinishedType(String.class, Integer.class);

    private final World world = new World();
    private final Scripted task = new Scripted();

    @AfterEach
    void end() {
        world.close();
    }

    /** One child for each word. */
    static final class Words implements ParentTask<String, Integer, Finished<String, Integer>> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            List<String> all = text.isEmpty() ? List.of() : List.of(text.split(" "));
            return Children.of(all.size()).andEach(Scripted.class, all);
        }
    }

    /** One child for each line, which gathers itself. */
    static final class Lines implements ParentTask<String, Integer, String> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            return Children.of(0).andEach(Words.class, List.of(text.split("\n")));
        }

        @Override
        public String combine(TaskContext context, Finished<String, Integer> all) {
            return String.join(
                    "/",
                    all.outputs(Words.class).stream()
                            .map(line -> line.output() + ":" + String.join("+", line.outputs(Scripted.class)))
                            .toList());
        }
    }

    private ManualEngine engine(ChildFailurePolicy policy) {
        return world.engine(
                TestTask.parent("words", new Words(), String.class, Integer.class, OF_WORDS, policy)
                        .gathering(),
                TestTask.parent("lines", new Lines(), String.class, Integer.class, String.class, policy),
                TestTask.scripted("task", task));
    }

    private TaskHandle<Finished<String, Integer>> settled(ManualEngine engine, String text) {
        TaskHandle<Finished<String, Integer>> handle = engine.client().enqueue(Words.class, text);
        world.settle();
        return handle;
    }

    private static Finished<String, Integer> output(TaskHandle<Finished<String, Integer>> handle) {
        return handle.execution().output().orElseThrow();
    }

    @Test
    void theOutputIsReadFromTheChildrenAndStoredNowhere() {
        TaskHandle<Finished<String, Integer>> handle = settled(engine(ChildFailurePolicy.FAIL_FAST), "one two three");
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(output(handle).input()).isEqualTo("one two three");
        assertThat(output(handle).output()).isEqualTo(3);
        assertThat(output(handle).outputs(Scripted.class)).containsExactly("one", "two", "three");
        assertThat(world.output(handle)).isNull();
        assertThat(world.rows.all()).hasSize(4).allMatch(StoredExecution::isNotified);
    }

    @Test
    void withoutChildrenItCompletesAtOnce() {
        TaskHandle<Finished<String, Integer>> handle = settled(engine(ChildFailurePolicy.FAIL_FAST), "");
        assertThat(output(handle)).isEqualTo(new Finished<>("", 0, List.of()));
        assertThat(world.rows.all()).singleElement().matches(StoredExecution::isNotified);
    }

    @Test
    void failuresAreGatheredAsWell() {
        task.then((context, input) -> {
            throw new IllegalStateException("not this one");
        });
        TaskHandle<Finished<String, Integer>> handle = settled(engine(ChildFailurePolicy.COLLECT), "one two");
        assertThat(output(handle).outcomes())
                .extracting(ChildOutcome::status)
                .containsExactly(TaskStatus.FAILED, TaskStatus.COMPLETED);
        assertThat(output(handle).failures().get(0).error().orElseThrow().message())
                .isEqualTo("not this one");
    }

    @Test
    void failingFastThereIsNoOutput() {
        task.then((context, input) -> {
            throw new IllegalStateException("not this one");
        });
        TaskHandle<Finished<String, Integer>> handle = settled(engine(ChildFailurePolicy.FAIL_FAST), "one two");
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.CHILDREN_FAILED);
        assertThat(handle.execution().output()).isEmpty();
        assertThat(world.rows.all()).allMatch(StoredExecution::isNotified);
    }

    @Test
    void whatGathersMayBeAChild() {
        TaskHandle<String> handle =
                engine(ChildFailurePolicy.FAIL_FAST).client().enqueue(Lines.class, "one two\nthree");
        world.pass(Duration.ofSeconds(1));
        assertThat(handle.execution().output()).contains("2:one+two/1:three");
        assertThat(world.rows.all()).allMatch(StoredExecution::isNotified);
    }

    @Test
    void aServerThatDoesNotKnowTheChildrensTaskCannotReadTheOutputAndSaysSo() {
        TaskHandle<Finished<String, Integer>> handle = settled(engine(ChildFailurePolicy.FAIL_FAST), "one");
        ManualEngine other = world.engine(TestTask.parent(
                        "words", new Words(), String.class, Integer.class, OF_WORDS, ChildFailurePolicy.FAIL_FAST)
                .gathering());
        TaskHandle<Finished<String, Integer>> seenThere = other.client().handle(Words.class, handle.executionId());
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(seenThere::execution)
                .withMessageContaining("task task, which is not deployed on this server");
        assertThat(other.client().find(handle.executionId()).orElseThrow().status())
                .isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aCancellationWhileItsLastChildEndsLeavesNothingOpen() {
        ManualEngine engine = engine(ChildFailurePolicy.COLLECT);
        TaskHandle<Finished<String, Integer>> handle = engine.client().enqueue(Words.class, "one two");
        engine.store().beforeWriteBack(writeBacks -> {
            if (world.status(handle) == TaskStatus.WAITING_FOR_CHILDREN) {
                engine.store().heal();
                handle.cancel();
            }
        });
        world.settle();
        assertThat(engine.store().calls(Verb.WRITE_BACK)).isPositive();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(world.rows.all())
                .allMatch(row -> row.status().finished() && row.isNotified())
                .allMatch(row -> row.family().unfinished() == 0);
    }
}
