package dev.durable.engine.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.CancelAnswer;
import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.ExecutionNotFoundException;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.Elsewhere;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.spi.Command;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Cancels an execution at every point of its life. */
class CancelTest {

    private static final CancelAnswer CANCELLED = new CancelAnswer.Cancelled();
    private static final EnqueueOptions IN_AN_HOUR = EnqueueOptions.none().withDelay(Duration.ofHours(1));

    private final World world = new World();
    private final Scripted task = new Scripted();

    @AfterEach
    void end() {
        world.close();
    }

    /** Spawns itself while there are levels left, and then leaves. */
    static final class Tree implements ParentTask<Integer, String, Integer> {

        Consumer<TaskContext> onRun = context -> {};
        Consumer<TaskContext> onWriteBack = context -> {};
        EnqueueOptions leafOptions = EnqueueOptions.none();

        @Override
        public Children<String> run(TaskContext context, Integer levels) {
            onRun.accept(context);
            Children<String> children = Children.of("level " + levels);
            return levels == 0
                    ? children.and(Scripted.class, "leaf", leafOptions).and(Scripted.class, "leaf", leafOptions)
                    : children.and(Tree.class, levels - 1).and(Scripted.class, "leaf", leafOptions);
        }

        @Override
        public Integer combine(TaskContext context, Finished<Integer, String> all) {
            onWriteBack.accept(context);
            return all.outcomes().size();
        }
    }

    private final Tree tree = new Tree();

    private ManualEngine engine() {
        return world.engine(
                TestTask.scripted("task", task),
                TestTask.parent("tree", tree, Integer.class, String.class, Integer.class, ChildFailurePolicy.FAIL_FAST)
                        .with(EnqueueOptions.none().withMaxRetries(2)));
    }

    private void assertEverythingIsCancelledAndClosed() {
        assertThat(world.rows.all())
                .allMatch(StoredExecution::isNotified)
                .allMatch(row -> row.status() == TaskStatus.CANCELLED || row.status() == TaskStatus.COMPLETED)
                .allMatch(row -> row.family().unfinished() == 0);
    }

    @Nested
    class OneExecution {

        @Test
        void whatWaitsNeverRuns() {
            TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", IN_AN_HOUR);
            assertThat(handle.cancel()).isEqualTo(CANCELLED);
            assertThat(handle.execution().status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(handle.execution().error().orElseThrow().kind()).isEqualTo(ErrorKind.CANCELLED);
            world.pass(Duration.ofHours(1));
            assertThat(task.attempts).isEmpty();
        }

        @Test
        void whatWaitsForItsSlotNeverBegins() {
            ManualEngine engine = engine();
            TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
            engine.runLoops();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.RUNNING);
            assertThat(handle.cancel()).isEqualTo(CANCELLED);
            world.settle();
            assertThat(task.attempts).isEmpty();
            assertThat(engine.figure("heldHere")).isZero();
        }

        @Test
        void whatRunsHereIsToldAtOnceAndItsResultIsRefused() {
            List<Boolean> told = new ArrayList<>();
            ManualEngine engine = engine();
            task.then((context, input) -> {
                told.add(context.cancelRequested());
                assertThat(engine.client().cancel(context.executionId())).isEqualTo(CANCELLED);
                told.add(context.cancelRequested());
                told.add(Thread.currentThread().isInterrupted());
                return "late";
            });
            TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
            world.settle();
            assertThat(told).containsExactly(false, true, true);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(world.output(handle)).isNull();
            assertThat(engine.figure("heldHere")).isZero();
        }

        @Test
        void whatIsCancelledRightAfterItsClaimNeverBegins() {
            ManualEngine engine = engine();
            TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
            engine.store().after(FaultyStore.Verb.CLAIM, () -> {
                if (world.status(handle) == TaskStatus.RUNNING) {
                    engine.store().heal();
                    handle.cancel(); // this server does not know yet that it has it
                }
            });
            world.settle();
            assertThat(task.attempts).isEmpty();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(engine.figure("heldHere")).isZero();
        }

        @Test
        void whatRunsElsewhereIsToldWithinASecond() {
            ManualEngine here = engine();
            ManualEngine elsewhere = world.engine();
            List<Boolean> told = new ArrayList<>();
            task.then((context, input) -> {
                elsewhere.client().cancel(context.executionId());
                told.add(context.cancelRequested());
                world.pass(Duration.ofSeconds(1));
                told.add(context.cancelRequested());
                return "late";
            });
            TaskHandle<String> handle = here.client().enqueue(Scripted.class, "x");
            world.settle();
            assertThat(told).containsExactly(false, true);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
        }

        @Test
        void whatWaitsForItsRetryIsNotRetried() {
            task.then((context, input) -> {
                throw new IllegalStateException("first");
            });
            TaskHandle<String> handle = engine().client()
                    .enqueue(Scripted.class, "x", EnqueueOptions.none().withMaxRetries(3));
            world.settle();
            assertThat(handle.cancel()).isEqualTo(CANCELLED);
            world.pass(Duration.ofMinutes(1));
            assertThat(task.attempts).hasSize(1);
        }

        @Test
        void repeatsAreToldThatItHasFinished() {
            TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", IN_AN_HOUR);
            handle.cancel();
            StoredExecution before = world.row(handle);
            world.pass(Duration.ofSeconds(1));
            assertThat(handle.cancel()).isEqualTo(new CancelAnswer.AlreadyFinished(TaskStatus.CANCELLED));
            assertThat(world.row(handle)).isEqualTo(before);
        }

        @Test
        void whatHasCompletedStaysCompleted() {
            TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x");
            world.settle();
            assertThat(handle.cancel()).isEqualTo(new CancelAnswer.AlreadyFinished(TaskStatus.COMPLETED));
            assertThat(handle.execution().output()).contains("x");
        }

        @Test
        void whatDoesNotExistCannotBeCancelled() {
            ManualEngine engine = engine();
            ExecutionId unknown = new ExecutionId(UUID.randomUUID());
            assertThatExceptionOfType(ExecutionNotFoundException.class)
                    .isThrownBy(() -> engine.client().cancel(unknown))
                    .withMessageContaining(unknown.toString());
        }

        @Test
        void aBodyThatIsLeftAloneSeesNoRequestNotEvenAfterwards() {
            TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x");
            world.pass(Duration.ofMinutes(2));
            handle.cancel();
            world.pass(Duration.ofSeconds(5));
            assertThat(task.attempts).singleElement().matches(context -> !context.cancelRequested());
        }
    }

    @Nested
    class AFamily {

        @Test
        void whileItsBodyRunsNothingIsSpawned() {
            ManualEngine engine = engine();
            tree.onRun = context -> engine.client().cancel(context.executionId());
            TaskHandle<Integer> handle = engine.client().enqueue(Tree.class, 0);
            world.settle();
            assertThat(world.rows.all()).hasSize(1);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
        }

        @Test
        void justBeforeItsChildrenAreStoredNoneIs() {
            ManualEngine engine = engine();
            TaskHandle<Integer> handle = engine.client().enqueue(Tree.class, 0);
            engine.store().before(FaultyStore.Verb.WRITE_BACK, () -> {
                engine.store().heal();
                handle.cancel();
            });
            world.pass(Duration.ofSeconds(1));
            assertThat(world.rows.all()).hasSize(1);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(engine.figure("heldHere")).isZero();
        }

        @Test
        void whileItsChildrenWaitTheyAreCancelled() {
            tree.leafOptions = IN_AN_HOUR;
            TaskHandle<Integer> handle = engine().client().enqueue(Tree.class, 0);
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
            assertThat(handle.cancel()).isEqualTo(CANCELLED);
            world.settle();
            assertThat(world.rowsOf("task")).hasSize(2).allMatch(row -> row.status() == TaskStatus.CANCELLED);
            assertEverythingIsCancelledAndClosed();
            world.pass(Duration.ofHours(1));
            assertThat(task.attempts).isEmpty();
        }

        @Test
        void whileAChildRunsItIsToldAndItsResultIsRefused() {
            List<Boolean> told = new ArrayList<>();
            ManualEngine engine = engine();
            task.then((context, input) -> {
                engine.client().cancel(context.rootId());
                engine.runLoops();
                told.add(context.cancelRequested());
                return "late";
            });
            TaskHandle<Integer> handle = engine.client().enqueue(Tree.class, 0);
            world.settle();
            assertThat(told).containsExactly(true);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(world.rowsOf("task")).hasSize(2).allMatch(row -> row.status() == TaskStatus.CANCELLED);
            assertEverythingIsCancelledAndClosed();
            assertThat(engine.figure("heldHere")).isZero();
        }

        @Test
        void threeLevelsDownEverythingIsCancelled() {
            tree.leafOptions = IN_AN_HOUR;
            TaskHandle<Integer> handle = engine().client().enqueue(Tree.class, 3);
            world.settle();
            assertThat(world.rows.all()).hasSize(9);
            handle.cancel();
            world.settle();
            assertThat(world.rows.all()).hasSize(9).allMatch(row -> row.status() == TaskStatus.CANCELLED);
            assertEverythingIsCancelledAndClosed();
        }

        @Test
        void whileTheCombineStepWaitsItNeverRuns() {
            ManualEngine engine = engine();
            List<TaskContext> combined = new ArrayList<>();
            tree.onWriteBack = combined::add;
            task.then((context, input) -> input);
            TaskHandle<Integer> handle = engine.client().enqueue(Tree.class, 0);
            engine.store().before(FaultyStore.Verb.CLAIM, () -> {
                if (world.status(handle) == TaskStatus.WAITING_FOR_COMBINE) {
                    engine.store().heal();
                    handle.cancel();
                }
            });
            world.pass(Duration.ofSeconds(1));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(world.rowsOf("tree")).hasSize(2);
            assertThat(combined).isEmpty();
            assertEverythingIsCancelledAndClosed();
        }

        @Test
        void whileTheCombineStepRunsItsResultIsRefused() {
            ManualEngine engine = engine();
            List<Boolean> told = new ArrayList<>();
            tree.onWriteBack = context -> {
                engine.client().cancel(context.rootId());
                engine.runLoops();
                told.add(context.cancelRequested());
            };
            TaskHandle<Integer> handle = engine.client().enqueue(Tree.class, 0);
            world.settle();
            assertThat(told).containsExactly(true);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(world.output(handle)).isNull();
            assertEverythingIsCancelledAndClosed();
        }

        @Test
        void aCancelledChildFailsItsParentButNotItsUncle() {
            ManualEngine engine = engine();
            tree.leafOptions = IN_AN_HOUR;
            TaskHandle<Integer> handle = engine.client().enqueue(Tree.class, 1);
            world.settle();
            StoredExecution inner = world.rowsOf("tree").stream()
                    .filter(row -> row.lineage().depth() == 1)
                    .findFirst()
                    .orElseThrow();
            engine.client().cancel(inner.id());
            world.settle();
            assertThat(world.row(inner.id()).status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
            assertThat(world.rows.all())
                    .allMatch(row -> row.isNotified() && row.family().unfinished() == 0);
        }

        @Test
        void theOrphansOfAnEngineThatDiedAreSweptByAnother() {
            ManualEngine first = engine();
            tree.leafOptions = IN_AN_HOUR;
            TaskHandle<Integer> handle = first.client().enqueue(Tree.class, 2);
            world.settle();
            handle.cancel();
            world.kill(first);
            engine();
            world.pass(Duration.ofSeconds(10));
            assertEverythingIsCancelledAndClosed();
        }
    }

    @Nested
    class InsideATransaction {

        @Test
        void itIsARequestThatIsAppliedAfterTheCommit() throws Exception {
            ManualEngine engine = engine();
            TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x", IN_AN_HOUR);
            world.transaction.begin();
            assertThat(handle.cancel()).isEqualTo(new CancelAnswer.Pending());
            Elsewhere.begin(engine::runDue).answer();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
            world.transaction.commit();
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(world.rows.commands()).isEmpty();
        }

        @Test
        void aRollbackLeavesNoTrace() {
            TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", IN_AN_HOUR);
            world.transaction.begin();
            handle.cancel();
            world.transaction.rollback();
            world.pass(Duration.ofSeconds(10));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        }

        @Test
        void aRequestWhoseSignalWasLostIsSwept() {
            TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", IN_AN_HOUR);
            world.pass(Duration.ofSeconds(1));
            world.transaction.begin();
            handle.cancel();
            world.transaction.commitAndDie();
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
            world.pass(Duration.ofSeconds(5));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
        }

        @Test
        void whatHasFinishedNeedsNoRequest() {
            TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x");
            world.settle();
            world.transaction.begin();
            assertThat(handle.cancel()).isEqualTo(new CancelAnswer.AlreadyFinished(TaskStatus.COMPLETED));
            world.transaction.commit();
            assertThat(world.rows.commands()).isEmpty();
        }

        @Test
        void aRequestThatComesTooLateChangesNothing() {
            TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x");
            world.settle();
            world.rows.submit(List.of(new Command.Cancel(handle.executionId())));
            world.pass(Duration.ofSeconds(6));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
            assertThat(world.rows.commands()).isEmpty();
        }

        @Test
        void anEnqueueThatIsRolledBackNeverRuns() {
            ManualEngine engine = engine();
            world.transaction.begin();
            engine.client().enqueue(Scripted.class, "x");
            world.transaction.rollback();
            world.pass(Duration.ofSeconds(5));
            assertThat(world.rows.all()).isEmpty();
            assertThat(task.attempts).isEmpty();
        }

        @Test
        void anEnqueueRunsRightAfterItsCommitAndNotBefore() throws Exception {
            ManualEngine engine = engine();
            world.pass(Duration.ofMillis(500));
            world.transaction.begin();
            TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
            assertThat(Elsewhere.begin(engine::runDue).answer()).isFalse();
            assertThat(task.attempts).isEmpty();
            world.transaction.commit();
            world.settle();
            assertThat(world.output(handle)).isEqualTo("\"x\"");
        }
    }
}
