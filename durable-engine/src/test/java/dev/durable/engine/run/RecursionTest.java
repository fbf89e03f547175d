package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that spawn themselves. */
class RecursionTest {

    private static final int MOST = World.settings().limits().maxDepth();

    private final World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    /** The sum of all numbers up to its input, added up by plain recursion. */
    static final class Sum implements ParentTask<Integer, Integer, Integer> {

        @Override
        public Children<Integer> run(TaskContext context, Integer number) {
            Children<Integer> children = Children.of(number);
            return number == 0 ? children : children.and(Sum.class, number - 1);
        }

        @Override
        public Integer combine(TaskContext context, Finished<Integer, Integer> all) {
            return all.input()
                    + all.outputs(Sum.class).stream().mapToInt(i -> i).sum();
        }
    }

    /** Has itself as its only step. */
    static final class Endless implements SequenceTask<Integer, Integer> {

        @Override
        public Steps<Integer, Integer> steps() {
            return Steps.first(Endless.class);
        }
    }

    private ManualEngine engine() {
        return world.engine(
                TestTask.sequence("endless", new Endless(), Integer.class, Integer.class),
                TestTask.parent(
                        "sum", new Sum(), Integer.class, Integer.class, Integer.class, ChildFailurePolicy.FAIL_FAST));
    }

    private StoredExecution deepest() {
        return world.rows.all().stream()
                .max(Comparator.comparing(row -> row.lineage().depth()))
                .orElseThrow();
    }

    private void assertEverythingIsClosedAndOfOneRoot(TaskHandle<?> root) {
        assertThat(world.rows.all())
                .allMatch(row -> row.status().finished() && row.isNotified())
                .allMatch(row -> row.family().unfinished() == 0)
                .allMatch(row -> row.lineage().rootId().equals(root.executionId()));
    }

    @Test
    void aTaskMaySpawnItselfDownToTheDeepestLevelAllowed() {
        TaskHandle<Integer> handle = engine().client().enqueue(Sum.class, MOST);
        world.pass(Duration.ofSeconds(1));
        assertThat(handle.execution().output())
                .contains(IntStream.rangeClosed(0, MOST).sum());
        assertThat(world.rows.all()).hasSize(2 * (MOST + 1));
        assertEverythingIsClosedAndOfOneRoot(handle);
    }

    @Test
    void oneLevelDeeperItFailsAndSaysTheLimit() {
        TaskHandle<Integer> handle = engine().client().enqueue(Sum.class, MOST + 1);
        world.pass(Duration.ofSeconds(1));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(deepest().lineage().depth()).isEqualTo(MOST);
        assertThat(world.error(deepest()).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
        assertThat(world.error(deepest()).message())
                .startsWith("Child 0: ")
                .contains("durable.max-depth")
                .contains("allowed are " + MOST);
        assertEverythingIsClosedAndOfOneRoot(handle);
    }

    @Test
    void aSequenceThatIsItsOwnStepFailsAndSaysTheLimit() {
        TaskHandle<Integer> handle = engine().client().enqueue(Endless.class, 1);
        world.pass(Duration.ofSeconds(1));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(world.error(deepest()).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
        assertThat(world.error(deepest()).message()).startsWith("Step 1: ").contains("durable.max-depth");
        assertThat(world.rows.all()).hasSize(MOST + 1);
        assertEverythingIsClosedAndOfOneRoot(handle);
    }
}
