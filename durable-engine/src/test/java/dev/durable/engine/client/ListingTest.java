package dev.durable.engine.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.ExecutionNotFoundException;
import dev.durable.ExecutionPage;
import dev.durable.ExecutionQuery;
import dev.durable.KeyInUseException;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.UnknownTaskException;
import dev.durable.WakeUp;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Reply;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking for executions, and having failed ones run again. */
class ListingTest {

    private final World world = new World();
    private final Scripted task = new Scripted();

    @AfterEach
    void end() {
        world.close();
    }

    static final class Parent implements ParentTask<String, Integer, String> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            return Children.of(1).and(Scripted.class, text);
        }
    }

    private ManualEngine engine() {
        return world.engine(
                Reply.task(),
                TestTask.scripted("task", task),
                TestTask.parent(
                        "parent",
                        new Parent(),
                        String.class,
                        Integer.class,
                        String.class,
                        ChildFailurePolicy.FAIL_FAST));
    }

    private void failAlways() {
        task.always((context, input) -> {
            throw new IllegalStateException("no " + input);
        });
    }

    @Nested
    class Listing {

        private List<ExecutionId> ids(ExecutionPage page) {
            return page.executions().stream().map(TaskExecution::id).toList();
        }

        @Test
        void pageAfterPageEachExecutionIsListedOnceTheNewestFirst() {
            ManualEngine engine = engine();
            List<String> inputs =
                    IntStream.range(0, 25).mapToObj(String::valueOf).toList();
            engine.client().enqueueAll(Scripted.class, inputs, EnqueueOptions.none());
            List<ExecutionId> seen = new ArrayList<>();
            List<Integer> sizes = new ArrayList<>();
            Optional<ExecutionId> from = Optional.empty();
            do {
                ExecutionPage page = engine.client().list(ExecutionQuery.all(), 10, from);
                seen.addAll(ids(page));
                sizes.add(page.executions().size());
                from = page.next();
                engine.client().enqueue(Scripted.class, "comes meanwhile");
            } while (from.isPresent());
            assertThat(sizes).containsExactly(10, 10, 5);
            assertThat(seen).hasSize(25).isSortedAccordingTo(Comparator.reverseOrder());
            assertThat(engine.client().count(ExecutionQuery.all())).isEqualTo(28);
        }

        @Test
        void aPageThatIsJustFullIsTheLastOne() {
            ManualEngine engine = engine();
            engine.client().enqueueAll(Scripted.class, List.of("1", "2"), EnqueueOptions.none());
            assertThat(engine.client()
                            .list(ExecutionQuery.all(), 2, Optional.empty())
                            .next())
                    .isEmpty();
            assertThat(engine.client()
                            .list(ExecutionQuery.all(), 1, Optional.empty())
                            .next())
                    .isPresent();
        }

        @Test
        void onlyWhatIsAskedForIsListedAndCounted() {
            failAlways();
            ManualEngine engine = engine();
            TaskHandle<String> old = engine.client().enqueue(Scripted.class, "old");
            world.pass(Duration.ofMinutes(10));
            TaskHandle<String> parent = engine.client().enqueue(Parent.class, "young");
            world.settle();
            ExecutionQuery all = ExecutionQuery.all();
            assertListed(engine, all.ofTask("parent"), parent.executionId());
            assertListed(engine, all.in(TaskStatus.CHILDREN_FAILED, TaskStatus.COMPLETED), parent.executionId());
            assertListed(engine, all.olderThan(Duration.ofMinutes(5)), old.executionId());
            assertListed(engine, all.youngerThan(Duration.ofMinutes(5)).withoutSpawned(), parent.executionId());
            assertListed(engine, all.withoutSpawned(), parent.executionId(), old.executionId());
            assertListed(engine, all.ofTask("unknown"));
            assertThat(engine.client().count(all.ofTask("task").in(TaskStatus.FAILED)))
                    .isEqualTo(2);
        }

        private void assertListed(ManualEngine engine, ExecutionQuery query, ExecutionId... expected) {
            assertThat(ids(engine.client().list(query, 10, Optional.empty()))).containsExactly(expected);
            assertThat(engine.client().count(query)).isEqualTo(expected.length);
        }

        @Test
        void whatIsListedIsShownWithoutItsOutputAndWithoutStackTraces() {
            ManualEngine engine = engine();
            engine.client().enqueue(Scripted.class, "x");
            world.settle();
            failAlways();
            engine.client().enqueue(Scripted.class, "y");
            world.settle();
            List<TaskExecution<Void>> listed = engine.client()
                    .list(ExecutionQuery.all(), 10, Optional.empty())
                    .executions();
            assertThat(listed)
                    .extracting(TaskExecution::status)
                    .containsExactly(TaskStatus.FAILED, TaskStatus.COMPLETED);
            assertThat(listed).allMatch(execution -> execution.output().isEmpty());
            assertThat(listed.get(0).error().orElseThrow().message()).isEqualTo("no y");
            assertThat(listed.get(0).error().orElseThrow().stack()).isNull();
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 0, 201})
        void aPageOutOfRangeIsRefused(int limit) {
            ManualEngine engine = engine();
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> engine.client().list(ExecutionQuery.all(), limit, Optional.empty()))
                    .withMessage("A page has 1 to 200 executions, not " + limit);
        }
    }

    @Nested
    class Again {

        @Test
        void aFailedExecutionRunsAgainAsANewOneThatNamesIt() {
            task.then((context, input) -> {
                throw new IllegalStateException("no");
            });
            ManualEngine engine = engine();
            TaskHandle<String> old = engine.client()
                    .enqueue(
                            Scripted.class,
                            "x",
                            EnqueueOptions.none()
                                    .withDelay(Duration.ofMinutes(1))
                                    .withTimeout(Duration.ofSeconds(7)));
            world.pass(Duration.ofMinutes(2));
            TaskHandle<?> again = engine.client().retry(old.executionId());
            assertThat(again.executionId()).isNotEqualTo(old.executionId());
            world.settle(); // at once, whatever the delay was
            TaskExecution<?> execution = again.execution();
            assertThat(execution.value()).isEqualTo("x");
            assertThat(execution.details().retryOf()).contains(old.executionId());
            assertThat(execution.rootId()).isEqualTo(again.executionId());
            assertThat(execution.attempt()).isEqualTo(1);
            assertThat(world.row(again).options().timeout()).isEqualTo(Duration.ofSeconds(7));
            assertThat(world.status(old)).isEqualTo(TaskStatus.FAILED);
        }

        @Test
        void itIsPartOfTheCallersTransaction() {
            failAlways();
            ManualEngine engine = engine();
            TaskHandle<String> old = engine.client().enqueue(Scripted.class, "x");
            world.settle();
            world.transaction.begin();
            engine.client().retry(old.executionId());
            world.transaction.rollback();
            assertThat(world.rows.all()).hasSize(1);
        }

        @Test
        void aDeadlineCountsAnew() {
            failAlways();
            ManualEngine engine = engine();
            TaskHandle<String> old = engine.client()
                    .enqueue(Scripted.class, "x", EnqueueOptions.none().withDeadline(Duration.ofMinutes(1)));
            world.pass(Duration.ofMinutes(5));
            TaskHandle<?> again = engine.client().retry(old.executionId());
            assertThat(world.row(again).times().deadline())
                    .isEqualTo(world.time.instant().plusSeconds(60));
        }

        @Test
        void aFailedSleeperSleepsAgainUnlessItsKeyIsInUse() {
            ManualEngine engine = engine();
            TaskHandle<String> old = engine.client().enqueue(Reply.class, "order 1");
            engine.client().wakeUp(Reply.class, "order 1", WakeUp.failed("no"));
            TaskHandle<?> again = engine.client().retry(old.executionId());
            assertThat(world.status(again)).isEqualTo(TaskStatus.SLEEPING);
            assertThat(world.row(again).times().deadline())
                    .isEqualTo(world.time.instant().plusSeconds(60));
            assertThatExceptionOfType(KeyInUseException.class)
                    .isThrownBy(() -> engine.client().retry(old.executionId()))
                    .withMessageContaining("order 1");
        }

        @Test
        void aParentRunsAgainWithItsChildren() {
            task.then((context, input) -> {
                throw new IllegalStateException("no");
            });
            ManualEngine engine = engine();
            TaskHandle<String> old = engine.client().enqueue(Parent.class, "x");
            world.pass(Duration.ofSeconds(1));
            assertThat(world.status(old)).isEqualTo(TaskStatus.CHILDREN_FAILED);
            engine.client().retry(old.executionId());
            world.settle();
            assertThat(world.rowsOf("task"))
                    .extracting(row -> row.status())
                    .containsExactlyInAnyOrder(TaskStatus.FAILED, TaskStatus.COMPLETED);
        }

        @Test
        void whatHasNotFinishedOrHasCompletedIsRefused() {
            ManualEngine engine = engine();
            TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> engine.client().retry(handle.executionId()))
                    .withMessageContaining("is READY");
            world.settle();
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> engine.client().retry(handle.executionId()))
                    .withMessageContaining("is COMPLETED");
        }

        @Test
        void whatHasAParentIsRefusedWithTheIdToRetryInstead() {
            failAlways();
            ManualEngine engine = engine();
            TaskHandle<String> parent = engine.client().enqueue(Parent.class, "x");
            world.pass(Duration.ofSeconds(1));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() ->
                            engine.client().retry(world.rowsOf("task").get(0).id()))
                    .withMessageContaining("has a parent")
                    .withMessageContaining(parent.executionId().toString());
        }

        @Test
        void whatIsUnknownIsRefused() {
            failAlways();
            ManualEngine engine = engine();
            TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
            world.settle();
            assertThatExceptionOfType(UnknownTaskException.class)
                    .isThrownBy(() -> world.engine().client().retry(handle.executionId()))
                    .withMessageContaining("task task, which is not deployed here");
            assertThatExceptionOfType(ExecutionNotFoundException.class)
                    .isThrownBy(() -> engine.client().retry(new ExecutionId(UUID.randomUUID())));
        }
    }
}
