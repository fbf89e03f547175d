package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.ChildOutcome;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredExecution;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Parents, their children, and the combining step. */
class ParentStoryTest {

    /** Squares a number; refuses 13. */
    static final class Square implements DurableTask<Integer, Integer> {
        @Override
        public Integer run(TaskContext context, Integer number) {
            if (number == 13) {
                throw TaskException.notRetryable("13 is unlucky");
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
        public String finish(TaskContext context, Finished<Integer, String> all) {
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
        assertThat(world.rows.all()).hasSize(14).allMatch(StoredExecution::closed);
        assertThat(world.rows.all()).allMatch(row -> row.lineage().rootId().equals(handle.executionId()));
    }

    @Test
    void aParentWithoutChildrenGoesStraightToItsCombiningStep() {
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
        assertThat(world.rows.all()).hasSize(41).allMatch(row -> row.status().finished() && row.closed());
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
}
