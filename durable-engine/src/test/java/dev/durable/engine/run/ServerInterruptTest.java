package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.AttemptOptions;
import dev.durable.EnqueueOptions;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.TestTransaction.Failing;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import dev.durable.spi.StoredExecution;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that stop, and take the threads of bodies away before they say so to the application. */
class ServerInterruptTest {

    private static final EnqueueOptions NO_RETRY = EnqueueOptions.none().withMaxRetries(0);

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final Scripted.Other transactional = new Scripted.Other();
    private final Planned planned = new Planned();
    private final ManualEngine engine = world.engine(
            World.settings(1, 3),
            TestTask.scripted("planned", planned).planning(),
            TestTask.scripted("task", task),
            TestTask.scripted("transactional", transactional).transactional());

    @AfterEach
    void end() {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(engine.figure("heldHere")).isZero();
        world.close();
    }

    private TaskHandle<String> run(Class<? extends Scripted> which) {
        TaskHandle<String> handle = engine.client().enqueue(which, "x", NO_RETRY);
        engine.runDue();
        return handle;
    }

    private void assertDoneElsewhereWithNothingCounted(TaskHandle<String> handle) {
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        assertThat(world.journal.count(Message.BROKEN_OFF_BY_SERVER)).isEqualTo(1);
        assertThat(world.journal.count(Message.ATTEMPT_FAILED)).isZero();
        engine.stop();
        planned.failing = false;
        world.engine(
                TestTask.scripted("planned", planned).planning(),
                TestTask.scripted("task", task),
                TestTask.scripted("transactional", transactional));
        world.pass(World.LEASE);
        StoredExecution row = world.row(handle);
        assertThat(row.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(row.claim().attempt()).isEqualTo(1);
        assertThat(row.claim().crashes()).isZero();
    }

    /** Asks for its options what the server no longer has. */
    private final class Planned extends Scripted {

        private boolean failing;

        @Override
        public AttemptOptions attemptOptions(int attempt) {
            if (failing) {
                takeAway();
                throw new IllegalStateException("no connection");
            }
            return AttemptOptions.none();
        }
    }

    /** The server takes no body any more, and interrupts those that run. */
    private void takeAway() {
        engine.refuseBodies(true);
        Thread.currentThread().interrupt();
    }

    @Test
    void aBodyThatWaitsIsReturned() {
        task.then((context, input) -> {
            takeAway();
            new CountDownLatch(1).await();
            return "late";
        });
        assertDoneElsewhereWithNothingCounted(run(Scripted.class));
    }

    @Test
    void soIsOneThatWrapsTheInterrupt() {
        task.then((context, input) -> {
            engine.refuseBodies(true);
            throw new IllegalStateException(new CompletionException(new ClosedByInterruptException()));
        });
        assertDoneElsewhereWithNothingCounted(run(Scripted.class));
    }

    @Test
    void soIsOneThatFailsForAnotherReasonAfterTheInterrupt() {
        task.then((context, input) -> {
            takeAway();
            throw new IllegalStateException("no connection");
        });
        assertDoneElsewhereWithNothingCounted(run(Scripted.class));
    }

    @Test
    void soIsOneWhoseTransactionFails() {
        transactional.then((context, input) -> {
            takeAway();
            world.transaction.failCommit(Failing.ROLLED_BACK);
            return "done";
        });
        assertDoneElsewhereWithNothingCounted(run(Scripted.Other.class));
    }

    @Test
    void soIsOneWhoseOptionsCannotBeHad() {
        planned.failing = true;
        assertDoneElsewhereWithNothingCounted(run(Planned.class));
    }

    @Test
    void whatWaitsForTheSlotIsNotBegunOnTheThreadThatTheServerTakesAway() {
        task.then((context, input) -> {
            takeAway();
            new CountDownLatch(1).await();
            return "late";
        });
        List<TaskHandle<String>> handles = engine.client().enqueueAll(Scripted.class, List.of("a", "b", "c"), NO_RETRY);
        engine.runDue();
        assertThat(task.attempts).hasSize(1);
        assertThat(handles).extracting(world::status).containsOnly(TaskStatus.READY);
    }

    @Test
    void aServerThatComesBackWasNotStoppingSoTheSameAgainHasFailed() {
        task.always((context, input) -> {
            engine.refuseBodies(true);
            throw new InterruptedException();
        });
        TaskHandle<String> handle = run(Scripted.class);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        engine.refuseBodies(false);
        world.pass(World.LEASE);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(task.attempts).hasSize(2);
        assertThat(world.journal.count(Message.BROKEN_OFF_BY_SERVER)).isEqualTo(1);
    }

    @Test
    void aBodyThatEndsWellInSpiteOfTheInterruptHasEndedWell() {
        task.then((context, input) -> {
            takeAway();
            return "done";
        });
        assertThat(world.output(run(Scripted.class))).isEqualTo("\"done\"");
    }

    @Test
    void aBodyThatInterruptsItselfHasFailed() {
        task.then((context, input) -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("with its flag set");
        });
        assertThat(world.status(run(Scripted.class))).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aBodyThatTheEngineInterruptsMeanwhileHasRunOutOfTime() {
        task.then((context, input) -> {
            engine.suspend(true);
            world.pass(World.OPTIONS.timeout().plusSeconds(1));
            throw new InterruptedException();
        });
        assertThat(world.status(run(Scripted.class))).isEqualTo(TaskStatus.TIMED_OUT);
        assertThat(world.journal.count(Message.BROKEN_OFF_BY_SERVER)).isZero();
    }

    @Test
    void aBodyThatFailsWithoutAnInterruptHasFailedWhateverTheServerDoes() {
        task.then((context, input) -> {
            engine.refuseBodies(true);
            Exception first = new IllegalStateException("first");
            throw new IllegalStateException("each names the other", first.initCause(new RuntimeException(first)));
        });
        assertThat(world.status(run(Scripted.class))).isEqualTo(TaskStatus.FAILED);
    }
}
