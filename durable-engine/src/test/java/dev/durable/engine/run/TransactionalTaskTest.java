package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.StoreException;
import dev.durable.TaskContext;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.Elsewhere;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.TestTransaction.Failing;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Bodies whose completion is written in their own transaction. */
class TransactionalTaskTest {

    private static final EnqueueOptions TEN_SECONDS = EnqueueOptions.none().withTimeout(Duration.ofSeconds(10));
    private static final EnqueueOptions ONE_RETRY = EnqueueOptions.none().withMaxRetries(1);

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final Family family = new Family();
    private final Pages pages = new Pages();

    private final TestTask<String, String> registered =
            TestTask.scripted("task", task).transactional();

    private final ManualEngine engine = engine();

    /** What bodies have done in their transactions, once those are committed. */
    private final List<String> ledger = new ArrayList<>();

    @AfterEach
    void end() {
        assertThat(engine.figure("heldHere")).isZero();
        assertThat(world.transaction.active()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        world.close();
    }

    private ManualEngine engine() {
        return world.engine(
                registered,
                TestTask.parent(
                                "family",
                                family,
                                String.class,
                                String.class,
                                String.class,
                                ChildFailurePolicy.FAIL_FAST)
                        .transactional(),
                TestTask.sequence("twice", new Twice(), String.class, String.class)
                        .transactional(),
                TestTask.loop("pages", pages, String.class, Integer.class, String.class)
                        .transactional(),
                TestTask.parent(
                        "plainFamily",
                        new PlainFamily(),
                        String.class,
                        String.class,
                        String.class,
                        ChildFailurePolicy.FAIL_FAST));
    }

    private void book(String what) {
        world.transaction.write(() -> ledger.add(what));
    }

    private Scripted.Script booking() {
        return (context, input) -> {
            book(input);
            return input;
        };
    }

    /** Books, and others do something before it returns. */
    private Scripted.Script bookingWhile(Runnable others) {
        return (context, input) -> {
            book(input);
            world.transaction.meanwhile(others);
            return input;
        };
    }

    /** Others do something after the body has returned, and right before its completion is written. */
    private void beforeCompletion(Runnable others) {
        beforeCompletion(engine, others);
    }

    private void beforeCompletion(ManualEngine server, Runnable others) {
        server.store().before(Verb.WRITE_BACK_IN_TRANSACTION, () -> {
            server.store().before(Verb.WRITE_BACK_IN_TRANSACTION, () -> {});
            world.transaction.meanwhile(others);
        });
    }

    private TaskHandle<String> enqueue(EnqueueOptions options) {
        return engine.client().enqueue(Scripted.class, "x", options);
    }

    private TaskHandle<String> run(EnqueueOptions options) {
        TaskHandle<String> handle = enqueue(options);
        world.settle();
        return handle;
    }

    private void cancelElsewhere(TaskHandle<?> handle) {
        world.engine().client().cancel(handle.executionId());
    }

    /** Spawns two children, and combines what they came to. */
    private final class Family implements ParentTask<String, String, String> {

        private boolean failing;

        @Override
        public Children<String> run(TaskContext context, String input) {
            book("spawn");
            if (failing) {
                throw new IllegalStateException("no children");
            }
            return Children.of(input).and(Scripted.class, "a").and(Scripted.class, "b");
        }

        @Override
        public String combine(TaskContext context, Finished<String, String> all) {
            book("combine");
            return String.join("+", all.outputs(Scripted.class));
        }
    }

    /** The same without transactions of its own. */
    private static final class PlainFamily implements ParentTask<String, String, String> {

        @Override
        public Children<String> run(TaskContext context, String input) {
            return Children.of(input).and(Scripted.class, "a").and(Scripted.class, "b");
        }

        @Override
        public String combine(TaskContext context, Finished<String, String> all) {
            return String.join("+", all.outputs(Scripted.class));
        }
    }

    /** Two steps, each a transaction. */
    private static final class Twice implements SequenceTask<String, String> {

        @Override
        public Steps<String, String> steps() {
            return Steps.first(Scripted.class).then(Scripted.class);
        }
    }

    /** Three iterations, each a transaction. */
    private final class Pages implements LoopTask<String, Integer, String> {

        private boolean failing;

        @Override
        public Iteration<Integer, String> run(TaskContext context, String input, @Nullable Integer state) {
            int page = state == null ? 1 : state;
            book("page " + page);
            if (page == 2 && failing) {
                failing = false;
                throw new IllegalStateException("the page is torn");
            }
            return page == 3 ? Iteration.done("read") : Iteration.again(page + 1, Duration.ZERO);
        }
    }

    @Nested
    class WhatIsCommitted {

        @Test
        void isTheBodyTogetherWithItsCompletion() {
            int before = engine.store().calls(Verb.WRITE_BACK);
            task.then(bookingWhile(() -> assertThat(ledger).isEmpty()));
            TaskHandle<String> handle = run(EnqueueOptions.none());
            assertThat(world.output(handle)).isEqualTo("\"x\"");
            assertThat(world.row(handle).isNotified()).isTrue();
            assertThat(ledger).containsExactly("x");
            assertThat(engine.store().calls(Verb.WRITE_BACK_IN_TRANSACTION)).isEqualTo(1);
            assertThat(engine.store().calls(Verb.WRITE_BACK)).isEqualTo(before);
        }

        @Test
        void isToldToWhoeverWaitsHereAtOnce() throws Exception {
            TaskHandle<String> handle = enqueue(EnqueueOptions.none());
            Elsewhere<TaskExecution<String>> wait = Elsewhere.begin(() -> handle.await(Duration.ofSeconds(30)));
            world.settle();
            assertThat(wait.answer().output()).contains("x");
        }

        @Test
        void areTheChildrenOfAParentTooAndEverythingBelowGoesOnAtOnce() {
            task.always(booking());
            TaskHandle<String> handle = engine.client().enqueue(Family.class, "x");
            world.settle();
            assertThat(world.output(handle)).isEqualTo("\"a+b\"");
            assertThat(ledger).containsExactly("spawn", "a", "b", "combine");
            assertThat(world.rows.all()).allMatch(StoredExecution::isNotified);
        }

        @Test
        void isToldToAParentThatIsNotTransactionalItself() {
            task.always(booking());
            TaskHandle<String> handle = engine.client().enqueue(PlainFamily.class, "x");
            world.settle();
            assertThat(world.output(handle)).isEqualTo("\"a+b\"");
            assertThat(world.rows.all()).allMatch(StoredExecution::isNotified);
        }

        @Test
        void isEachStepOfASequence() {
            task.always((context, input) -> {
                book(input);
                return input + "!";
            });
            TaskHandle<String> handle = engine.client().enqueue(Twice.class, "x");
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
            assertThat(handle.execution().output()).contains("x!!");
            assertThat(ledger).containsExactly("x", "x!");
        }

        @Test
        void isEachIterationOfALoopWithItsState() {
            pages.failing = true;
            TaskHandle<String> handle = engine.client().enqueue(Pages.class, "x", ONE_RETRY);
            world.pass(Duration.ofSeconds(3));
            assertThat(world.output(handle)).isEqualTo("\"read\"");
            assertThat(ledger).containsExactly("page 1", "page 2", "page 3");
            assertThat(world.row(handle).claim().iteration()).isEqualTo(3);
        }

        @Test
        void isWhatTheBodyHasEnqueuedAndNothingOfThatRunsBefore() {
            task.then((context, input) -> {
                engine.client().enqueue(Scripted.class, "later");
                world.transaction.meanwhile(() -> assertThat(world.rows.all()).hasSize(1));
                return input;
            });
            run(EnqueueOptions.none());
            assertThat(task.attempts).hasSize(2);
            assertThat(world.rows.all()).hasSize(2).allMatch(row -> row.status() == TaskStatus.COMPLETED);
        }
    }

    @Nested
    class WhatFails {

        @Test
        void isGoneAndTheFailureIsStored() {
            task.then((context, input) -> {
                book(input);
                engine.client().enqueue(Scripted.class, "never");
                throw new IllegalStateException("no paper");
            });
            TaskHandle<String> handle = run(EnqueueOptions.none());
            assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
            assertThat(world.error(handle).message()).isEqualTo("no paper");
            assertThat(ledger).isEmpty();
            assertThat(world.rows.all()).hasSize(1);
            assertThat(engine.store().calls(Verb.WRITE_BACK_IN_TRANSACTION)).isZero();
        }

        @Test
        void isTriedAgainAndHappensOnce() {
            task.then((context, input) -> {
                        book(input);
                        throw new IllegalStateException("no paper");
                    })
                    .always(booking());
            TaskHandle<String> handle = run(ONE_RETRY);
            world.pass(Duration.ofSeconds(2));
            assertThat(world.output(handle)).isEqualTo("\"x\"");
            assertThat(world.row(handle).claim().attempt()).isEqualTo(2);
            assertThat(ledger).containsExactly("x");
        }

        @Test
        void hasNoChildren() {
            family.failing = true;
            TaskHandle<String> handle = engine.client().enqueue(Family.class, "x");
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
            assertThat(world.rows.all()).hasSize(1);
            assertThat(ledger).isEmpty();
        }

        @Test
        void failsItsParent() {
            task.always((context, input) -> {
                book(input);
                throw new IllegalStateException("no paper");
            });
            TaskHandle<String> handle = engine.client().enqueue(PlainFamily.class, "x");
            world.pass(Duration.ofSeconds(1));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
            assertThat(world.rows.all()).allMatch(StoredExecution::isNotified);
            assertThat(ledger).isEmpty();
        }

        @Test
        void isAnAnswerThatIsTooLargeAsWell() {
            task.then((context, input) -> {
                book(input);
                return "y".repeat(1_001);
            });
            TaskHandle<String> handle = run(ONE_RETRY);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
            assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
            assertThat(ledger).isEmpty();
        }

        @Test
        void keepsItsOwnWordsAlsoWhereItWasTheStoreThatRefusedTheBody() {
            task.then((context, input) -> {
                throw new StoreException("The caller's transaction can only be rolled back");
            });
            TaskHandle<String> handle = run(EnqueueOptions.none());
            assertThat(world.error(handle).message()).isEqualTo("The caller's transaction can only be rolled back");
            assertThat(world.error(handle).exceptionType()).isEqualTo(StoreException.class.getName());
            assertThat(world.journal.count(Message.TRANSACTION_FAILED)).isZero();
        }

        @Test
        void mayBeTheWritingOfTheCompletion() {
            task.always(booking());
            engine.store().before(Verb.WRITE_BACK_IN_TRANSACTION, () -> {
                engine.store().heal();
                throw new StoreException(
                        "The database could not be asked", new IllegalStateException("select secret from vault"));
            });
            TaskHandle<String> handle = run(ONE_RETRY);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
            assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.EXCEPTION);
            assertThat(world.error(handle).toString())
                    .contains("could not be written in the transaction of the body: The database could not be asked")
                    .contains("DUR0053")
                    .doesNotContain("secret");
            assertThat(ledger).isEmpty();
            world.pass(Duration.ofSeconds(2));
            assertThat(ledger).containsExactly("x");
            assertThat(engine.figure("refusedWriteBacks")).isZero();
        }

        @Test
        void mayBeATransactionThatHasEndedRightBeforeTheCompletionIsWritten() {
            task.always(booking());
            engine.store().before(Verb.WRITE_BACK_IN_TRANSACTION, () -> {
                throw new IllegalStateException("none is active");
            });
            TaskHandle<String> handle = run(EnqueueOptions.none());
            assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
            assertThat(world.error(handle).message())
                    .contains("The transaction had ended before")
                    .contains("DUR0053");
            assertThat(ledger).isEmpty();
        }

        @Test
        void mayBeForLackOfMemoryAnywhere() {
            task.always(booking());
            engine.store().before(Verb.WRITE_BACK_IN_TRANSACTION, () -> {
                throw new OutOfMemoryError("Java heap space");
            });
            TaskHandle<String> handle = run(EnqueueOptions.none());
            assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
            assertThat(world.error(handle).exceptionType()).isEqualTo(OutOfMemoryError.class.getName());
            assertThat(ledger).isEmpty();
        }

        @Test
        void mayBeTheCommit() {
            task.always(booking());
            world.transaction.failCommit(Failing.ROLLED_BACK);
            TaskHandle<String> handle = run(ONE_RETRY);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
            assertThat(world.error(handle).toString())
                    .contains("The commit of the transaction failed")
                    .contains("DUR0053")
                    .doesNotContain("secret");
            assertThat(world.error(handle).retryable()).isTrue();
            assertThat(world.journal.count(Message.TRANSACTION_FAILED)).isEqualTo(1);
            world.pass(Duration.ofSeconds(2));
            assertThat(world.output(handle)).isEqualTo("\"x\"");
            assertThat(ledger).containsExactly("x");
        }
    }

    @Nested
    class WhatIsCommittedAlthoughTheCommitFailed {

        @Test
        void staysCommittedAndItsFailureIsRefused() throws Exception {
            task.always(booking());
            TaskHandle<String> handle = enqueue(ONE_RETRY);
            Elsewhere<TaskExecution<String>> wait = Elsewhere.begin(() -> handle.await(Duration.ofSeconds(30)));
            world.transaction.failCommit(Failing.COMMITTED);
            world.settle();
            assertThat(world.output(handle)).isEqualTo("\"x\"");
            assertThat(wait.answer().output()).contains("x");
            world.pass(Duration.ofSeconds(10));
            assertThat(task.attempts).hasSize(1);
            assertThat(ledger).containsExactly("x");
            assertThat(engine.figure("refusedWriteBacks")).isEqualTo(1);
            assertThat(world.journal.count(Message.OUTCOME_UNWRITABLE)).isZero();
        }

        @Test
        void hasItsChildrenRunAtOnce() {
            world.transaction.failCommit(Failing.COMMITTED);
            TaskHandle<String> handle = engine.client().enqueue(Family.class, "x");
            world.settle();
            assertThat(world.output(handle)).isEqualTo("\"a+b\"");
            assertThat(ledger).containsExactly("spawn", "combine");
        }

        @Test
        void isToldToItsParentAtOnce() {
            task.then(booking()).then((context, input) -> {
                world.transaction.failCommit(Failing.COMMITTED);
                return input;
            });
            TaskHandle<String> handle = engine.client().enqueue(PlainFamily.class, "x");
            world.settle();
            assertThat(world.output(handle)).isEqualTo("\"a+b\"");
        }

        @Test
        void isFollowedByTheNextIterationAtOnce() {
            world.transaction.failCommit(Failing.COMMITTED);
            TaskHandle<String> handle = engine.client().enqueue(Pages.class, "x");
            world.settle();
            assertThat(world.output(handle)).isEqualTo("\"read\"");
            assertThat(ledger).containsExactly("page 1", "page 2", "page 3");
        }
    }

    @Nested
    class WhoComesFirst {

        private void assertNothingHappened() {
            assertThat(ledger).isEmpty();
            assertThat(world.journal.count(Message.TRANSACTION_FAILED)).isZero();
        }

        @Test
        void theDeadlineWhileTheBodyRuns() {
            task.then(bookingWhile(() -> world.pass(Duration.ofSeconds(11))));
            TaskHandle<String> handle = run(TEN_SECONDS);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
            assertThat(engine.store().calls(Verb.WRITE_BACK_IN_TRANSACTION)).isZero();
            assertThat(engine.figure("refusedWriteBacks")).isZero();
            assertNothingHappened();
        }

        @Test
        void theCommitOnceItHasBegun() {
            List<Boolean> interrupted = new ArrayList<>();
            task.then(booking());
            beforeCompletion(() -> {
                world.pass(Duration.ofSeconds(11));
                interrupted.add(Thread.currentThread().isInterrupted());
            });
            TaskHandle<String> handle = run(TEN_SECONDS);
            assertThat(world.output(handle)).isEqualTo("\"x\"");
            assertThat(ledger).containsExactly("x");
            assertThat(interrupted).containsExactly(false);
            assertThat(world.journal.count(Message.BODY_INTERRUPTED)).isZero();
            assertThat(world.journal.count(Message.SLOT_LOST)).isZero();
        }

        @Test
        void aCancellationWhileTheBodyRuns() {
            List<Boolean> seen = new ArrayList<>();
            TaskHandle<String> handle = enqueue(EnqueueOptions.none());
            task.then((context, input) -> {
                book(input);
                world.transaction.meanwhile(() -> engine.client().cancel(handle.executionId()));
                seen.add(context.cancelRequested());
                seen.add(Thread.currentThread().isInterrupted());
                return input;
            });
            world.settle();
            assertThat(seen).containsExactly(true, true);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(engine.store().calls(Verb.WRITE_BACK_IN_TRANSACTION)).isZero();
            assertNothingHappened();
        }

        @Test
        void aCancellationRightBeforeTheCompletionIsWritten() {
            task.then(booking());
            TaskHandle<String> handle = enqueue(EnqueueOptions.none());
            beforeCompletion(() -> cancelElsewhere(handle));
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(engine.figure("refusedWriteBacks")).isEqualTo(1);
            assertThat(world.journal.count(Message.REFUSED)).isEqualTo(1);
            assertNothingHappened();
        }

        @Test
        void anotherServerThatHasTakenTheExecutionOver() {
            ManualEngine other = world.engine(registered);
            world.pass(World.LEASE);
            task.then(bookingWhile(() -> {
                        world.pause(engine);
                        world.pass(World.LEASE.multipliedBy(3));
                        world.resume(engine);
                    }))
                    .then((context, input) -> {
                        book("second");
                        return "second";
                    });
            TaskHandle<String> handle = enqueue(EnqueueOptions.none());
            engine.runDue();
            world.pass(Duration.ofSeconds(1));
            assertThat(world.output(handle)).isEqualTo("\"second\"");
            assertThat(ledger).containsExactly("second");
            assertThat(world.row(handle).claim().crashes()).isEqualTo(1);
            assertThat(other.figure("heldHere")).isZero();
            assertThat(engine.figure("refusedWriteBacks")).isEqualTo(1);
        }

        @Test
        void theEndOfALeaseWhileTheBodyRuns() {
            task.then(bookingWhile(() -> {
                        engine.store().out();
                        world.pass(World.LEASE.multipliedBy(2));
                        engine.store().back();
                    }))
                    .always(booking());
            TaskHandle<String> handle = enqueue(EnqueueOptions.none());
            engine.runDue();
            assertNothingHappened();
            assertThat(engine.store().calls(Verb.WRITE_BACK_IN_TRANSACTION)).isZero();
            world.pass(World.LEASE);
            assertThat(world.output(handle)).isEqualTo("\"x\"");
            assertThat(ledger).containsExactly("x");
            assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
        }

        @Test
        void theDeadlineOfTheExecutionWhileTheBodyRuns() {
            task.then(bookingWhile(() -> world.pass(Duration.ofSeconds(50))));
            TaskHandle<String> handle = run(EnqueueOptions.none().withDeadline(Duration.ofSeconds(5)));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
            assertThat(engine.store().calls(Verb.WRITE_BACK_IN_TRANSACTION)).isZero();
            assertNothingHappened();
        }

        private void stop(ManualEngine server) {
            Duration almost = World.settings().timing().shutdownTimeout().minusSeconds(1);
            server.store().before(Verb.RENEW, () -> world.time.advance(almost));
            world.pause(server);
            server.stop();
        }

        private void assertItRunsElsewhere(TaskHandle<String> handle) {
            assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
            assertNothingHappened();
            task.always(booking());
            world.engine(registered);
            world.settle();
            assertThat(world.output(handle)).isEqualTo("\"x\"");
            assertThat(ledger).containsExactly("x");
            assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
        }

        @Test
        void aStoppingServerThatWaitsForNoBodyAnyMore() {
            task.then(bookingWhile(() -> stop(engine)));
            TaskHandle<String> handle = enqueue(EnqueueOptions.none());
            engine.runDue();
            assertItRunsElsewhere(handle);
        }

        @Test
        void aStoppingServerThatWaitsForNoCommitAnyMore() {
            List<Boolean> interrupted = new ArrayList<>();
            ManualEngine stopping = engine();
            task.then(booking());
            beforeCompletion(stopping, () -> {
                stop(stopping);
                interrupted.add(Thread.currentThread().isInterrupted());
            });
            TaskHandle<String> handle = stopping.client().enqueue(Scripted.class, "x");
            stopping.runDue();
            assertThat(interrupted).containsExactly(false);
            assertItRunsElsewhere(handle);
        }
    }

    @Nested
    class WhatDoesNotCount {

        @Test
        void isABodyWhoseModuleIsGone() {
            TaskHandle<String> handle = enqueue(EnqueueOptions.none());
            engine.store().after(Verb.CLAIM, () -> registered.available(false));
            world.settle();
            engine.store().heal();
            registered.available(true);
            world.pass(Duration.ofSeconds(5));
            assertThat(world.output(handle)).isEqualTo("\"x\"");
            assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
        }

        @Test
        void isACombiningStepThatCannotReadItsFamily() {
            engine.store().before(Verb.CHILDREN, () -> {
                throw FaultyStore.unreachable();
            });
            TaskHandle<String> handle = engine.client().enqueue(Family.class, "x");
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
            assertThat(ledger).containsExactly("spawn");
            engine.store().heal();
            world.pass(Duration.ofSeconds(6));
            assertThat(world.output(handle)).isEqualTo("\"a+b\"");
            assertThat(world.rowsOf("family")).allMatch(row -> row.claim().attempt() == 1);
        }
    }

    @Test
    void anInterruptThatTheBodyLeavesBehindDoesNotReachTheCommit() {
        List<Boolean> interrupted = new ArrayList<>();
        task.then((context, input) -> {
            Thread.currentThread().interrupt();
            return input;
        });
        engine.store()
                .before(
                        Verb.WRITE_BACK_IN_TRANSACTION,
                        () -> interrupted.add(Thread.currentThread().isInterrupted()));
        TaskHandle<String> handle = run(EnqueueOptions.none());
        assertThat(interrupted).containsExactly(false);
        assertThat(world.output(handle)).isEqualTo("\"x\"");
    }
}
