package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who settles an attempt, and whom an interrupt reaches. */
class AttemptTest {

    @Test
    void theFirstToSettleItWins() {
        Attempt attempt = TestAttempts.of("task");
        assertThat(attempt.settle()).isTrue();
        assertThat(attempt.settle()).isFalse();
        assertThat(attempt.settleUnlessBegun()).isFalse();
    }

    @Test
    void whatWasSettledBeforeItBeganDoesNotBegin() {
        Attempt attempt = TestAttempts.of("task");
        attempt.settle();
        assertThat(attempt.begin()).isFalse();
    }

    @Test
    void whatHasBegunIsNotReturned() {
        Attempt attempt = TestAttempts.of("task");
        attempt.begin();
        assertThat(attempt.settleUnlessBegun()).isFalse();
        assertThat(attempt.settled()).isFalse();
        assertThat(attempt.leave()).isFalse();
    }

    @Test
    void itIsDoneWithOnceItsBodyHasLeftAndItsOutcomeIsWritten() {
        Attempt leavesFirst = TestAttempts.of("task");
        leavesFirst.begin();
        assertThat(leavesFirst.leave()).isFalse();
        assertThat(leavesFirst.accountFor()).isTrue();

        Attempt writtenFirst = TestAttempts.of("task");
        writtenFirst.begin();
        assertThat(writtenFirst.accountFor()).isFalse();
        assertThat(writtenFirst.leave()).isTrue();

        assertThat(TestAttempts.of("task").accountFor()).isTrue();
    }

    @Test
    void aBodyOutstaysOnlyAfterItIsSettledAndIsReportedOnce() {
        Attempt attempt = TestAttempts.of("task");
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
        Attempt first = TestAttempts.of("task");
        first.begin();
        assertThat(first.settleForCommit()).isTrue();
        assertThat(first.settle()).isFalse();
        assertThat(first.settleByBody()).isTrue();

        Attempt late = TestAttempts.of("task");
        late.begin();
        late.settle();
        assertThat(late.settleForCommit()).isFalse();
        assertThat(late.settleByBody()).isFalse();
    }

    @Test
    void aCommitThatTakesItsTimeIsNoBodyThatOutstays() {
        Attempt attempt = TestAttempts.of("task");
        attempt.begin();
        attempt.settleForCommit();
        assertThat(attempt.outstaying()).isFalse();
        assertThat(attempt.outstayingStill()).isFalse();
        assertThat(attempt.outstayingStill()).isFalse();
    }

    @Test
    void anInterruptThatComesTooLateIsNoInterrupt() {
        Attempt attempt = TestAttempts.of("task");
        attempt.begin();
        attempt.leave();
        assertThat(attempt.interrupt()).isFalse();
        assertThat(attempt.cancelRequested()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptThatTheBodyIgnoredEndsWithIt() {
        Attempt attempt = TestAttempts.of("task");
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
                Attempt attempt = TestAttempts.of("task");
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
