package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.TaskBean;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who settles an attempt, and whom an interrupt reaches. */
class AttemptTest {

    private static final class NoBean implements TaskBean {

        @Override
        public <T> @Nullable T inAttempt(Use<T> use) {
            return null;
        }

        @Override
        public <T> T inTransaction(Duration timeout, Use<T> use, Last<T> last) {
            throw new IllegalStateException("No task here is transactional");
        }

        @Override
        public <T> @Nullable T inCaller(Use<T> use) {
            return null;
        }

        @Override
        public boolean available() {
            return true;
        }
    }

    private static Attempt attempt() {
        ExecutionId id = new ExecutionId(UUID.randomUUID());
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        StoredExecution row = new NewExecution(id, "task", Lineage.root(id), Duration.ZERO, EnqueueOptions.none(), "1")
                .inserted(now)
                .claimed(new ExecutorId(UUID.randomUUID()), "test", now, now);
        RegisteredTask task = new RegisteredTask(
                "task",
                AttemptTest.class,
                TaskForm.PLAIN,
                new RegisteredTask.Types(String.class, null, String.class),
                null,
                new TaskOptions(Duration.ZERO, Duration.ofMinutes(1), 0, Duration.ZERO, 1, Duration.ZERO, 0),
                new RegisteredTask.Traits(true, false, false, false),
                new NoBean());
        return new Attempt(row, task, 0);
    }

    @Test
    void whoeverSettlesItFirstWins() {
        Attempt attempt = attempt();
        assertThat(attempt.settle()).isTrue();
        assertThat(attempt.settle()).isFalse();
        assertThat(attempt.settleUnlessBegun()).isFalse();
    }

    @Test
    void whatWasSettledBeforeItBeganDoesNotBegin() {
        Attempt attempt = attempt();
        attempt.settle();
        assertThat(attempt.begin()).isFalse();
    }

    @Test
    void whatHasBegunIsNotReturned() {
        Attempt attempt = attempt();
        attempt.begin();
        assertThat(attempt.settleUnlessBegun()).isFalse();
        assertThat(attempt.settled()).isFalse();
        assertThat(attempt.leave()).isFalse();
    }

    @Test
    void itIsDoneWithOnceItsBodyHasLeftAndItsOutcomeIsWritten() {
        Attempt leavesFirst = attempt();
        leavesFirst.begin();
        assertThat(leavesFirst.leave()).isFalse();
        assertThat(leavesFirst.accountFor()).isTrue();

        Attempt writtenFirst = attempt();
        writtenFirst.begin();
        assertThat(writtenFirst.accountFor()).isFalse();
        assertThat(writtenFirst.leave()).isTrue();

        assertThat(attempt().accountFor()).isTrue();
    }

    @Test
    void aBodyOutstaysOnlyAfterItIsSettledAndIsReportedOnce() {
        Attempt attempt = attempt();
        attempt.begin();
        assertThat(attempt.outstaying()).isFalse();
        attempt.settle();
        assertThat(attempt.outstaying()).isTrue();
        assertThat(attempt.outstayingStill()).isFalse();
        assertThat(attempt.outstayingStill()).isTrue();
        assertThat(attempt.outstayingStill()).isFalse();
        attempt.leave();
        assertThat(attempt.outstaying()).isFalse();
    }

    @Test
    void aBodyThatIsAboutToCommitDecidesTheAttemptUnlessItIsDecided() {
        Attempt first = attempt();
        first.begin();
        assertThat(first.settleForCommit()).isTrue();
        assertThat(first.settle()).isFalse();
        assertThat(first.settleByBody()).isTrue();

        Attempt late = attempt();
        late.begin();
        late.settle();
        assertThat(late.settleForCommit()).isFalse();
        assertThat(late.settleByBody()).isFalse();
    }

    @Test
    void aCommitThatTakesItsTimeIsNoBodyThatOutstays() {
        Attempt attempt = attempt();
        attempt.begin();
        attempt.settleForCommit();
        assertThat(attempt.outstaying()).isFalse();
        assertThat(attempt.outstayingStill()).isFalse();
        assertThat(attempt.outstayingStill()).isFalse();
    }

    @Test
    void anInterruptThatComesTooLateIsNoInterrupt() {
        Attempt attempt = attempt();
        attempt.begin();
        attempt.leave();
        assertThat(attempt.interrupt()).isFalse();
        assertThat(attempt.cancelRequested()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptThatTheBodyIgnoredEndsWithIt() {
        Attempt attempt = attempt();
        attempt.begin();
        assertThat(attempt.interrupt()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(attempt.cancelRequested()).isTrue();
        attempt.leave();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void noInterruptReachesTheNextBodyOnTheThread() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        AtomicInteger strays = new AtomicInteger();
        try {
            for (int i = 0; i < 5_000; i++) {
                Attempt attempt = attempt();
                CountDownLatch begun = new CountDownLatch(1);
                Future<?> body = threads.submit(() -> {
                    attempt.begin();
                    begun.countDown();
                    attempt.leave();
                    // The next body has the thread now.
                    if (Thread.currentThread().isInterrupted()) {
                        strays.incrementAndGet();
                    }
                });
                begun.await();
                attempt.interrupt();
                body.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(strays).hasValue(0);
    }
}
