package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.ChildOutcome;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parents, their children, and the combine step. */
class ParentTaskTest {

    /** Squares a number; refuses an unlucky one. */
    static final class Square implements DurableTask<Integer, Integer> {

        private int refused = 13;

        @Override
        public Integer run(TaskContext context, Integer number) {
            if (number == refused) {
                throw TaskException.notRetryable(number + " is unlucky");
            }
            return number * number;
        }
    }

    /** Adds the squares of 1 to n. */
    static final class SumOfSquares implements ParentTask<Integer, String, String> {
        @Override
        public Children<String> run(TaskContext context, Integer n) {
            return Children.of("squares")
                    .andEach(Square.class, IntStream.rangeClosed(1, n).boxed().toList());
        }

        @Override
        public String combine(TaskContext context, Finished<Integer, String> all) {
            List<Integer> squares = all.outputs(Square.class);
            String failed = all.failures().stream()
                    .map(ChildOutcome::index)
                    .map(String::valueOf)
                    .collect(Collectors.joining(","));
            return all.input() + " " + all.output() + " "
                    + squares.stream().mapToInt(i -> i).sum() + " [" + failed + "]";
        }
    }

    private final World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    private static TestTask<Integer, Integer> square() {
        return TestTask.plain("square", new Square(), Integer.class, Integer.class);
    }

    private static TestTask<Integer, String> sum(ChildFailurePolicy policy) {
        return TestTask.parent("sum", new SumOfSquares(), Integer.class, String.class, String.class, policy);
    }

    @Test
    void aParentCombinesItsChildrenInOrder() {
        ManualEngine engine = world.engine(square(), sum(ChildFailurePolicy.FAIL_FAST));
        TaskHandle<String> handle = engine.client().enqueue(SumOfSquares.class, 12);
        world.settle();
        TaskExecution<String> end = handle.execution();
        assertThat(end.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(end.output()).contains("12 squares 650 []");
        assertThat(end.progress()).isEqualTo(new TaskExecution.Progress(12, 12));
        assertThat(world.rows.all()).hasSize(14).allMatch(StoredExecution::isNotified);
        assertThat(world.rows.all()).allMatch(row -> row.lineage().rootId().equals(handle.executionId()));
    }

    @Test
    void aParentWithoutChildrenGoesStraightToItsCombineStep() {
        ManualEngine engine = world.engine(square(), sum(ChildFailurePolicy.FAIL_FAST));
        TaskHandle<String> handle = engine.client().enqueue(SumOfSquares.class, 0);
        world.settle();
        assertThat(handle.execution().output()).contains("0 squares 0 []");
    }

    @Test
    void aFailedChildFailsItsParentAtOnceAndCancelsItsSiblings() {
        ManualEngine engine = world.engine(square(), sum(ChildFailurePolicy.FAIL_FAST));
        TaskHandle<String> handle = engine.client().enqueue(SumOfSquares.class, 40);
        world.settle();
        TaskExecution<String> end = handle.execution();
        assertThat(end.status()).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(end.error().orElseThrow().kind()).isEqualTo(ErrorKind.CHILDREN_FAILED);
        assertThat(end.error().orElseThrow().message()).contains("child 12").contains("13 is unlucky");
        assertThat(world.rows.all()).hasSize(41).allMatch(row -> row.status().finished() && row.isNotified());
        assertThat(world.rows.all()).anyMatch(row -> row.status() == TaskStatus.CANCELLED);
        assertThat(end.progress()).isEqualTo(new TaskExecution.Progress(40, 40));
    }

    @Test
    void aCollectingParentSeesItsFailedChild() {
        ManualEngine engine = world.engine(square(), sum(ChildFailurePolicy.COLLECT));
        TaskHandle<String> handle = engine.client().enqueue(SumOfSquares.class, 14);
        world.settle();
        assertThat(handle.execution().output()).contains("14 squares 846 [12]");
    }

    /** A family of so many levels: three children each, and squares at the bottom. */
    static final class Tree implements ParentTask<Integer, Integer, Integer> {

        private final List<ExecutionId> combined = new ArrayList<>();

        @Override
        public Children<Integer> run(TaskContext context, Integer levels) {
            Children<Integer> children = Children.of(levels);
            return levels == 0
                    ? children.andEach(Square.class, List.of(1, 2, 3))
                    : children.andEach(Tree.class, List.of(levels - 1, levels - 1, levels - 1));
        }

        @Override
        public Integer combine(TaskContext context, Finished<Integer, Integer> all) {
            combined.add(context.parentId().orElseThrow());
            return all.input() == 0
                    ? all.outputs(Square.class).stream().mapToInt(i -> i).sum()
                    : all.outputs(Tree.class).stream().mapToInt(i -> i).sum();
        }
    }

    @Test
    void familiesWithinFamiliesCombineFromTheBottomUpEachOnce() {
        Tree tree = new Tree();
        ManualEngine engine = world.engine(World.settings(16, 16), square(), tree(tree));
        world.engine(square(), tree(tree));
        TaskHandle<Integer> handle = engine.client().enqueue(Tree.class, 3);
        world.pass(Duration.ofSeconds(5));
        assertThat(handle.execution().output()).contains(27 * (1 + 4 + 9));
        // 40 families with a combine step each, and 81 squares.
        assertThat(world.rows.all()).hasSize(40 + 40 + 81);
        assertThat(tree.combined).hasSize(40).doesNotHaveDuplicates();
        assertThat(world.rows.all())
                .allMatch(row -> row.status() == TaskStatus.COMPLETED && row.isNotified())
                .allMatch(row -> row.family().unfinished() == 0)
                .allMatch(row -> row.claim().attempt() == 1)
                .allMatch(row -> row.lineage().rootId().equals(handle.executionId()));
        // A body each, and for a family its body once: the token counts the claims.
        assertThat(world.rows.all()).allMatch(row -> row.claim().token() == 1);
    }

    @Test
    void aFailureAtTheBottomFailsEveryFamilyAboveAndNothingGoesOn() {
        Tree tree = new Tree();
        Square unlucky = new Square();
        unlucky.refused = 2;
        ManualEngine engine = world.engine(TestTask.plain("square", unlucky, Integer.class, Integer.class), tree(tree));
        TaskHandle<Integer> handle = engine.client().enqueue(Tree.class, 2);
        world.pass(Duration.ofSeconds(5));
        assertThat(handle.execution().status()).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(handle.execution().error().orElseThrow().message())
                .contains("CHILDREN_FAILED: child", "2 is unlucky");
        assertThat(tree.combined).isEmpty();
        assertThat(world.rows.all())
                .allMatch(row -> row.status().finished() && row.isNotified())
                .allMatch(row -> row.family().unfinished() == 0);
        int rows = world.rows.all().size();
        world.pass(Duration.ofMinutes(1));
        assertThat(world.rows.all()).hasSize(rows);
    }

    private static TestTask<Integer, Integer> tree(Tree tree) {
        return TestTask.parent("tree", tree, Integer.class, Integer.class, Integer.class, ChildFailurePolicy.FAIL_FAST);
    }
}
