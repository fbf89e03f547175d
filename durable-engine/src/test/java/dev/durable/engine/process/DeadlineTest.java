package dev.durable.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.TaskAttempt;
import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.Elsewhere;
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
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executions that end at a certain time, wherever they stand by then, and everything below them. */
class DeadlineTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final EnqueueOptions TEN_SECONDS = EnqueueOptions.none().withDeadline(DEADLINE);
    private static final EnqueueOptions IN_AN_HOUR = EnqueueOptions.none().withDelay(Duration.ofHours(1));

    /** Within so much more time the engine has noticed. */
    private static final Duration NOTICED = Duration.ofSeconds(3);

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final Second second = new Second();
    private final Tree tree = new Tree();

    @AfterEach
    void end() {
        world.close();
    }

    static final class Second extends Scripted {}

    /** Spawns itself while there are levels left; each level has one that runs, one that waits and one that sleeps. */
    static final class Tree implements ParentTask<Integer, String, String> {

        Consumer<TaskContext> onWriteBack = context -> {};
        EnqueueOptions leaf = EnqueueOptions.none();

        @Override
        public Children<String> run(TaskContext context, Integer levels) {
            Children<String> children = Children.of("level " + levels).and(Scripted.class, "leaf", leaf);
            return levels == 0
                    ? children
                    : children.and(Scripted.class, "waits", IN_AN_HOUR)
                            .and(Reply.class, "level " + levels)
                            .and(Tree.class, levels - 1);
        }

        @Override
        public String combine(TaskContext context, Finished<Integer, String> all) {
            onWriteBack.accept(context);
            return "combined";
        }
    }

    static final class Chain implements SequenceTask<String, String> {

        @Override
        public Steps<String, String> steps() {
            return Steps.first(Scripted.class).then(Second.class);
        }
    }

    private ManualEngine engine() {
        return world.engine(
                TestTask.scripted("task", task),
                TestTask.scripted("second", second).with(TEN_SECONDS.withMaxRetries(3)),
                Reply.task().with(EnqueueOptions.none().withTimeout(Duration.ofDays(1))),
                TestTask.sequence("chain", new Chain(), String.class, String.class),
                TestTask.parent("tree", tree, Integer.class, String.class, String.class, ChildFailurePolicy.FAIL_FAST));
    }

    private void assertTimedOut(TaskHandle<?> handle) {
        assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.TIMED_OUT);
        assertThat(world.error(handle).message()).isEqualTo("Deadline exceeded");
    }

    private void assertEverythingIsClosed() {
        assertThat(world.rows.all())
                .allMatch(row -> row.status().finished() && row.isNotified())
                .allMatch(row -> row.family().unfinished() == 0);
    }

    /** Goes on for longer than any deadline, and looks whether it should end. */
    private Scripted.Script outlasting(List<Boolean> told) {
        return (context, input) -> {
            world.pass(DEADLINE.plus(NOTICED));
            told.add(context.cancelRequested());
            return "late";
        };
    }

    @Test
    void theDeadlineOfATreeCancelsEverythingBelow() {
        List<Boolean> told = new ArrayList<>();
        task.always(outlasting(told));
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client().enqueue(Tree.class, 2, TEN_SECONDS);
        world.settle();
        assertTimedOut(handle);
        // The bodies that ran for so long and those that were to run after them.
        assertThat(told).isNotEmpty().containsOnly(true);
        assertThat(world.rows.all())
                .hasSizeGreaterThan(4)
                .filteredOn(row -> !row.id().equals(handle.executionId()))
                .allMatch(row -> row.status() == TaskStatus.CANCELLED);
        assertEverythingIsClosed();
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void aBodyThatRunsElsewhereIsToldToo() {
        List<Boolean> told = new ArrayList<>();
        task.then(outlasting(told));
        ManualEngine here = engine();
        TaskHandle<String> handle = here.client().enqueue(Scripted.class, "x", TEN_SECONDS);
        world.engine(); // looks for deadlines as well
        world.settle();
        assertThat(told).containsExactly(true);
        assertTimedOut(handle);
        assertThat(handle.attempts()).extracting(TaskAttempt::outcome).containsExactly(Outcome.CANCELLED);
    }

    @Test
    void aBodyThatWaitsForSomethingIsInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        List<String> seen = new ArrayList<>();
        task.then((context, input) -> {
            begun.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                seen.add("interrupted");
            }
            return "late";
        });
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client().enqueue(Tree.class, 0, TEN_SECONDS);
        engine.runLoops();
        Elsewhere<Boolean> body = Elsewhere.begin(engine::runDue);
        begun.await();
        world.passWithoutBodies(DEADLINE.plus(NOTICED));
        body.answer();
        assertThat(seen).containsExactly("interrupted");
        assertTimedOut(handle);
        world.settle();
        assertEverythingIsClosed();
    }

    @Test
    void aBodyThatTookLongerThanItsTimeoutIsNoCaseOfADeadline() {
        task.then(outlasting(new ArrayList<>()));
        TaskHandle<String> handle = engine().client()
                .enqueue(
                        Scripted.class,
                        "x",
                        EnqueueOptions.none().withTimeout(Duration.ofSeconds(5)).withDeadline(Duration.ofHours(1)));
        world.settle();
        assertThat(handle.attempts()).extracting(TaskAttempt::outcome).containsExactly(Outcome.TIMED_OUT);
    }

    @Test
    void whatIsDoneInTimeIsNotDisturbed() {
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", TEN_SECONDS);
        world.pass(DEADLINE.plus(NOTICED));
        assertThat(handle.execution().output()).contains("x");
        assertThat(handle.execution().details().deadline())
                .contains(handle.execution().times().created().plus(DEADLINE));
        assertThat(task.attempts).singleElement().matches(context -> !context.cancelRequested());
    }

    @Test
    void theDelayBeforeTheFirstAttemptCounts() {
        TaskHandle<String> handle =
                engine().client().enqueue(Scripted.class, "x", TEN_SECONDS.withDelay(Duration.ofSeconds(11)));
        world.pass(DEADLINE.plus(NOTICED));
        assertTimedOut(handle);
        assertThat(task.attempts).isEmpty();
        assertThat(handle.attempts()).isEmpty();
    }

    @Test
    void theDelaysBetweenAttemptsCount() {
        task.always((context, input) -> {
            throw new IllegalStateException("no");
        });
        TaskHandle<String> handle = engine().client()
                .enqueue(
                        Scripted.class,
                        "x",
                        TEN_SECONDS
                                .withMaxRetries(5)
                                .withRetryDelay(Duration.ofSeconds(4))
                                .withRetryMultiplier(1));
        world.pass(Duration.ofSeconds(30));
        assertTimedOut(handle);
        assertThat(task.attempts).hasSize(3);
        assertThat(handle.attempts())
                .extracting(TaskAttempt::outcome)
                .containsExactly(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED);
    }

    @Test
    void aDeadlineWhileTheCombineStepRunsEndsThatToo() {
        List<Boolean> told = new ArrayList<>();
        tree.onWriteBack = context -> {
            world.pass(DEADLINE.plus(NOTICED));
            told.add(context.cancelRequested());
        };
        TaskHandle<String> handle = engine().client().enqueue(Tree.class, 0, TEN_SECONDS);
        world.settle();
        assertThat(told).containsExactly(true);
        assertTimedOut(handle);
        assertThat(world.rows.all())
                .filteredOn(row -> row.lineage().role() == Role.COMBINE)
                .singleElement()
                .extracting(StoredExecution::status)
                .isIn(TaskStatus.CANCELLED, TaskStatus.TIMED_OUT); // it has as long as its parent has
        assertEverythingIsClosed();
    }

    @Test
    void theDeadlineOfAChildFailsItsParent() {
        tree.leaf = TEN_SECONDS.withDelay(Duration.ofMinutes(1));
        TaskHandle<String> handle = engine().client().enqueue(Tree.class, 0);
        world.pass(DEADLINE.plus(NOTICED));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(world.error(handle).message()).contains("is TIMED_OUT: Deadline exceeded");
        assertEverythingIsClosed();
    }

    @Test
    void aTaskMayHaveADeadlineForAllItsExecutions() {
        TaskHandle<String> ofTheTask = engine().client()
                .enqueue(Second.class, "x", EnqueueOptions.none().withDelay(Duration.ofMinutes(1)));
        TaskHandle<String> ofItsOwn = engine().client()
                .enqueue(
                        Second.class,
                        "x",
                        EnqueueOptions.none().withDelay(Duration.ofMinutes(1)).withDeadline(Duration.ofHours(1)));
        world.pass(DEADLINE.plus(NOTICED));
        assertTimedOut(ofTheTask);
        assertThat(world.status(ofItsOwn)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void theDeadlineOfAStepCountsFromItsFirstClaim() {
        task.then((context, input) -> {
            world.passWithoutBodies(Duration.ofSeconds(20));
            return input;
        });
        second.then((context, input) -> {
            assertThat(world.row(context.executionId()).times().deadline())
                    .isEqualTo(
                            world.row(context.executionId()).times().started().plus(DEADLINE));
            throw new IllegalStateException("no");
        });
        second.always(outlasting(new ArrayList<>()));
        TaskHandle<String> handle = engine().client().enqueue(Chain.class, "x");
        world.pass(Duration.ofSeconds(15));
        assertThat(second.attempts).hasSize(2);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(world.error(handle).message()).contains("Step 2 of 2").contains("is TIMED_OUT");
        assertEverythingIsClosed();
    }

    @Test
    void aDeadlineOutOfRangeIsRefused() {
        ManualEngine engine = engine();
        for (Duration deadline : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(3651))) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> engine.client()
                            .enqueue(Scripted.class, "x", EnqueueOptions.none().withDeadline(deadline)))
                    .withMessageContaining("deadline is " + deadline);
        }
        assertThat(world.rows.all()).isEmpty();
    }

    @Test
    void deadlinesThatPassWhileAllServersAreDownAreNoticedAfterwards() {
        ManualEngine first = engine();
        TaskHandle<String> handle = first.client().enqueue(Tree.class, 1, TEN_SECONDS);
        task.always((context, input) -> input);
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
        world.kill(first);
        world.time.advance(Duration.ofHours(2));
        engine();
        world.pass(NOTICED);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
        assertEverythingIsClosed();
    }
}
