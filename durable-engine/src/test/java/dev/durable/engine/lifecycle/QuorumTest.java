package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.ChildOutcome;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.WakeUp;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.FinishedType;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Reply;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Parents that do not wait for all of their children. */
class QuorumTest {

    private static final WakeUp<String> YES = WakeUp.completed("yes");
    private static final WakeUp<String> NO = WakeUp.failed("no");

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final Poll poll = new Poll();

    @AfterEach
    void end() {
        world.close();
    }

    /** Asks everybody by name, and goes on once enough have answered. */
    static class Poll implements ParentTask<String, Integer, String> {

        int quorum = 2;
        int failures;
        final List<String> seen = new ArrayList<>();

        @Override
        public Children<Integer> run(TaskContext context, String names) {
            List<String> all = names.isEmpty() ? List.of() : List.of(names.split(" "));
            return Children.of(all.size()).andEach(Reply.class, all).quorum(quorum);
        }

        @Override
        public String combine(TaskContext context, Finished<String, Integer> all) {
            String outcomes = shown(all);
            seen.add(outcomes);
            if (failures-- > 0) {
                throw new IllegalStateException("once more");
            }
            return outcomes;
        }

        static String shown(Finished<String, Integer> all) {
            return all.outcomes().stream().map(Poll::shown).collect(Collectors.joining(" "));
        }

        private static String shown(ChildOutcome child) {
            return child.abandoned()
                    ? "abandoned"
                    : child.completed()
                            ? child.output(Reply.class)
                            : String.valueOf(child.error().orElseThrow().kind());
        }
    }

    /** The same without anything that combines. */
    static final class Gathering implements ParentTask<String, Integer, Finished<String, Integer>> {

        @Override
        public Children<Integer> run(TaskContext context, String names) {
            return new Poll().run(context, names);
        }
    }

    /** The same with bodies instead of sleepers. */
    static final class Race implements ParentTask<String, Integer, String> {

        @Override
        public Children<Integer> run(TaskContext context, String names) {
            Children<Integer> children = Children.of(0);
            for (String name : names.split(" ")) {
                Duration delay = name.equals("later") ? Duration.ofHours(1) : Duration.ZERO;
                children =
                        children.and(Scripted.class, name, EnqueueOptions.none().withDelay(delay));
            }
            return children.quorum(1);
        }

        @Override
        public String combine(TaskContext context, Finished<String, Integer> all) {
            return String.join(" ", all.outputs(Scripted.class));
        }
    }

    private ManualEngine engine(ChildFailurePolicy policy) {
        return world.engine(
                Reply.task(),
                TestTask.scripted("task", task),
                TestTask.parent("poll", poll, String.class, Integer.class, String.class, policy)
                        .with(EnqueueOptions.none().withMaxRetries(2)),
                TestTask.parent("race", new Race(), String.class, Integer.class, String.class, policy),
                TestTask.parent(
                                "gathering",
                                new Gathering(),
                                String.class,
                                Integer.class,
                                new FinishedType(String.class, Integer.class),
                                policy)
                        .gathering());
    }

    private TaskHandle<String> waiting(ManualEngine engine, String names) {
        TaskHandle<String> handle = engine.client().enqueue(Poll.class, names);
        world.settle();
        return handle;
    }

    private void wake(ManualEngine engine, String name, WakeUp<String> wakeUp) {
        engine.client().wakeUp(Reply.class, name, wakeUp);
        world.settle();
    }

    private void assertEverythingIsClosed() {
        assertThat(world.rows.all())
                .allMatch(row -> row.status().finished() && row.isNotified())
                .allMatch(row -> row.family().unfinished() == 0);
    }

    private List<TaskStatus> children() {
        return world.rowsOf("reply").stream()
                .sorted((a, b) -> a.lineage().index() - b.lineage().index())
                .map(StoredExecution::status)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void onceItIsReachedTheOthersAreCancelledAndTheStepSeesWhatThereWas(ChildFailurePolicy policy) {
        ManualEngine engine = engine(policy);
        TaskHandle<String> handle = waiting(engine, "a b c d e");
        wake(engine, "b", NO);
        wake(engine, "c", YES);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
        wake(engine, "e", YES);
        assertThat(handle.execution().output()).contains("abandoned REPORTED yes abandoned yes");
        assertThat(children())
                .containsExactly(
                        TaskStatus.CANCELLED,
                        TaskStatus.FAILED,
                        TaskStatus.COMPLETED,
                        TaskStatus.CANCELLED,
                        TaskStatus.COMPLETED);
        assertEverythingIsClosed();
    }

    @Test
    void aChildThatRunsIsBrokenOffOnceItIsReached() {
        ManualEngine engine = engine(ChildFailurePolicy.FAIL_FAST);
        List<Boolean> told = new ArrayList<>();
        task.then((context, input) -> {
            world.settle(); // the other one is done meanwhile
            told.add(context.cancelRequested());
            return "late";
        });
        TaskHandle<String> handle = engine.client().enqueue(Race.class, "slow quick");
        world.settle();
        assertThat(told).containsExactly(true);
        assertThat(handle.execution().output()).contains("quick");
        assertEverythingIsClosed();
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void aChildThatIsNotDueYetIsCancelledAtOnceWhenAnotherHasReachedIt() {
        ManualEngine engine = engine(ChildFailurePolicy.FAIL_FAST);
        world.pass(Duration.ofSeconds(1));
        TaskHandle<String> handle = engine.client().enqueue(Race.class, "quick later");
        engine.store().before(Verb.CLAIM, () -> {
            if (world.status(handle) == TaskStatus.WAITING_FOR_COMBINE) {
                throw FaultyStore.unreachable(); // so the end of the parent is not what cancels it
            }
        });
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        assertThat(world.rowsOf("task"))
                .extracting(StoredExecution::status)
                .containsExactlyInAnyOrder(TaskStatus.COMPLETED, TaskStatus.CANCELLED);
        engine.store().heal();
        world.pass(Duration.ofSeconds(3));
        assertThat(handle.execution().output()).contains("quick");
        assertThat(task.attempts).hasSize(1);
        assertEverythingIsClosed();
    }

    @Test
    void whatTheStepSeesStaysAsItWasThoughAnAbandonedChildCompletesLater() {
        ManualEngine engine = engine(ChildFailurePolicy.COLLECT);
        poll.failures = 1;
        TaskHandle<String> handle = waiting(engine, "a b c");
        wake(engine, "a", YES);
        // Before anybody cancels what is left over, it is woken up.
        engine.store().before(Verb.SWEEP, () -> {
            if (world.status(handle) == TaskStatus.WAITING_FOR_COMBINE) {
                engine.store().heal();
                engine.client().wakeUp(Reply.class, "c", YES);
            }
        });
        wake(engine, "b", YES);
        world.pass(Duration.ofSeconds(3));
        assertThat(children()).containsOnly(TaskStatus.COMPLETED);
        assertThat(poll.seen).containsExactly("yes yes abandoned", "yes yes abandoned");
        assertThat(handle.execution().output()).contains("yes yes abandoned");
        assertEverythingIsClosed();
    }

    @Test
    void outOfReachItFailsFastWithWhatWasMissed() {
        ManualEngine engine = engine(ChildFailurePolicy.FAIL_FAST);
        TaskHandle<String> handle = waiting(engine, "a b c");
        wake(engine, "a", NO);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
        wake(engine, "c", NO);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(world.error(handle).message())
                .startsWith("Of 3 children 2 had to complete, and 2 did not: child 2")
                .endsWith("no");
        assertThat(children()).containsExactly(TaskStatus.FAILED, TaskStatus.CANCELLED, TaskStatus.FAILED);
        assertThat(poll.seen).isEmpty();
        assertEverythingIsClosed();
    }

    @Test
    void outOfReachTheStepSeesWhatThereIsIfTheParentCollects() {
        ManualEngine engine = engine(ChildFailurePolicy.COLLECT);
        TaskHandle<String> handle = waiting(engine, "a b c");
        wake(engine, "a", NO);
        wake(engine, "c", NO);
        assertThat(handle.execution().output()).contains("REPORTED abandoned REPORTED");
        assertEverythingIsClosed();
    }

    @Test
    void aQuorumOfAllIsLikeNone() {
        ManualEngine engine = engine(ChildFailurePolicy.FAIL_FAST);
        TaskHandle<String> handle = waiting(engine, "a b");
        wake(engine, "a", YES);
        wake(engine, "b", YES);
        assertThat(handle.execution().output()).contains("yes yes");
        assertEverythingIsClosed();
    }

    @ParameterizedTest
    @CsvSource({"0, a b", "-1, a b", "3, a b", "1, ''"})
    void aQuorumOutOfRangeFailsTheParentAndNothingIsSpawned(int quorum, String names) {
        poll.quorum = quorum;
        TaskHandle<String> handle = waiting(engine(ChildFailurePolicy.FAIL_FAST), names);
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.INVALID_OPTION);
        assertThat(world.error(handle).message())
                .contains("a quorum of " + quorum)
                .endsWith("allowed are 1 to the number of children");
        assertThat(world.rows.all()).hasSize(1);
    }

    @Test
    void withoutAnythingThatCombinesTheOutputIsWhatThereWas() {
        ManualEngine engine = engine(ChildFailurePolicy.COLLECT);
        TaskHandle<Finished<String, Integer>> handle = engine.client().enqueue(Gathering.class, "a b c");
        world.settle();
        wake(engine, "c", YES);
        wake(engine, "a", YES);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(handle.execution().output()).map(Poll::shown).contains("yes abandoned yes");
        assertThat(children()).containsExactly(TaskStatus.COMPLETED, TaskStatus.CANCELLED, TaskStatus.COMPLETED);
        assertEverythingIsClosed();
    }

    @Test
    void whatIsCancelledBeforeItIsReachedHasNoChildLeft() {
        ManualEngine engine = engine(ChildFailurePolicy.COLLECT);
        TaskHandle<String> handle = waiting(engine, "a b c");
        wake(engine, "a", YES);
        handle.cancel();
        world.settle();
        assertThat(children()).containsExactly(TaskStatus.COMPLETED, TaskStatus.CANCELLED, TaskStatus.CANCELLED);
        assertThat(poll.seen).isEmpty();
        assertEverythingIsClosed();
    }

    @Test
    void whatIsCancelledRightAfterItIsReachedHasNeitherChildNorStepLeft() {
        ManualEngine engine = engine(ChildFailurePolicy.COLLECT);
        TaskHandle<String> handle = waiting(engine, "a b c");
        wake(engine, "a", YES);
        engine.store().after(Verb.CLOSE, () -> {
            if (world.status(handle) == TaskStatus.WAITING_FOR_COMBINE) {
                engine.store().heal();
                handle.cancel();
            }
        });
        wake(engine, "b", YES);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(children()).containsExactly(TaskStatus.COMPLETED, TaskStatus.COMPLETED, TaskStatus.CANCELLED);
        assertThat(poll.seen).isEmpty();
        assertThat(world.rows.all())
                .filteredOn(row -> row.lineage().role() == Role.COMBINE)
                .allMatch(row -> row.status() == TaskStatus.CANCELLED);
        assertEverythingIsClosed();
    }

    @Test
    void theServerThatReachedItMayDieAtOnce() {
        ManualEngine dying = engine(ChildFailurePolicy.COLLECT);
        TaskHandle<String> handle = waiting(dying, "a b c");
        wake(dying, "a", YES);
        dying.store().after(Verb.CLOSE, () -> {
            if (world.status(handle) == TaskStatus.WAITING_FOR_COMBINE) {
                world.kill(dying);
            }
        });
        wake(dying, "b", YES);
        engine(ChildFailurePolicy.COLLECT);
        world.pass(Duration.ofSeconds(10));
        assertThat(world.output(handle)).isEqualTo("\"yes yes abandoned\"");
        assertEverythingIsClosed();
    }
}
