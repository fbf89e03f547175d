package dev.durable.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.engine.Journal;
import dev.durable.engine.journal.Message;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop by itself: its turns are taken by hand, or by threads. */
class LoopTest {

    private static final Duration PAUSE = Duration.ofSeconds(7);
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** One planned turn. */
    private static final class Planned {

        private final Runnable turn;
        private final Duration delay;
        private boolean takenBack;

        Planned(Runnable turn, Duration delay) {
            this.turn = turn;
            this.delay = delay;
        }
    }

    /** Another scheduler than the loop's own. */
    private static final class Elsewhere implements Scheduler {

        private final List<Planned> plans = new ArrayList<>();

        @Override
        public Runnable schedule(Runnable turn, Duration delay) {
            Planned planned = new Planned(turn, delay);
            plans.add(planned);
            return () -> plans.remove(planned);
        }

        private List<Duration> delays() {
            return plans.stream().map(plan -> plan.delay).toList();
        }

        private void turn() {
            assertThat(plans).hasSize(1);
            plans.remove(0).turn.run();
        }
    }

    private final Elsewhere elsewhere = new Elsewhere();
    private final List<Planned> plans = new ArrayList<>();
    private final Journal journal = new Journal();
    private final AtomicInteger turns = new AtomicInteger();
    private @Nullable RuntimeException refusal;
    private long now;

    @AfterEach
    void end() {
        journal.close();
    }

    private Runnable schedule(Runnable turn, Duration delay) {
        if (refusal != null) {
            throw refusal;
        }
        Planned planned = new Planned(turn, delay);
        plans.add(planned);
        return () -> planned.takenBack = true;
    }

    private Loop started(Loop.Step step) {
        Loop loop = new Loop("test", PAUSE, step, this::schedule, () -> now);
        loop.start();
        return loop;
    }

    private List<Planned> open() {
        return plans.stream().filter(plan -> !plan.takenBack).toList();
    }

    /** Takes the one turn that is planned. */
    private void turn() {
        Planned next = open().get(0);
        assertThat(open()).hasSize(1);
        plans.clear();
        next.turn.run();
    }

    private Duration nextDelay() {
        assertThat(open()).hasSize(1);
        return open().get(0).delay;
    }

    private Duration counting() {
        turns.incrementAndGet();
        return PAUSE;
    }

    @Test
    void eachTurnPlansTheNext() {
        started(this::counting);
        assertThat(nextDelay()).isZero();
        turn();
        assertThat(nextDelay()).isEqualTo(PAUSE);
        turn();
        assertThat(turns).hasValue(2);
    }

    @Test
    void aSignalBringsTheNextTurnForward() {
        Loop loop = started(this::counting);
        turn();
        loop.signal();
        assertThat(nextDelay()).isZero();
        turn();
        assertThat(nextDelay()).isEqualTo(PAUSE);
    }

    @Test
    void aStreamOfSignalsDoesNotPushTheTurnAwayAgainAndAgain() {
        Loop loop = started(this::counting);
        turn();
        loop.signal();
        Planned imminent = open().get(0);
        loop.signal();
        loop.signal();
        assertThat(open()).containsExactly(imminent);
    }

    @Test
    void aSignalDuringATurnCausesAnotherTurn() {
        Loop[] loop = new Loop[1];
        loop[0] = started(() -> {
            if (turns.incrementAndGet() == 1) {
                loop[0].signal();
                assertThat(open()).isEmpty();
            }
            return PAUSE;
        });
        turn();
        assertThat(nextDelay()).isZero();
        turn();
        assertThat(nextDelay()).isEqualTo(PAUSE);
    }

    @Test
    void twoTurnsAreNeverTakenAtATime() {
        Runnable[] again = new Runnable[1];
        started(() -> {
            if (turns.incrementAndGet() == 1) {
                again[0].run();
            }
            return PAUSE;
        });
        again[0] = open().get(0).turn;
        turn();
        assertThat(turns).hasValue(1);
        assertThat(nextDelay()).isEqualTo(PAUSE);
    }

    @Test
    void failuresMakePausesLongerUpToTwoSeconds() {
        Loop loop = started(() -> {
            throw new IllegalStateException("out");
        });
        for (int failure = 1; failure <= 100; failure++) {
            turn();
            long longest = Math.min(2_000, 100L << Math.min(10, failure - 1));
            assertThat(nextDelay()).isBetween(Duration.ofMillis(longest / 2), Duration.ofMillis(longest));
            assertThat(loop.failures()).isEqualTo(failure);
        }
        // The first, second, fourth and so on.
        assertThat(journal.count(Message.LOOP_FAILS)).isEqualTo(7);
    }

    @Test
    void aTurnThatSucceedsEndsTheFailures() {
        Loop loop = started(() -> {
            if (turns.incrementAndGet() <= 3) {
                throw new StackOverflowError();
            }
            return PAUSE;
        });
        for (int i = 0; i < 4; i++) {
            turn();
        }
        assertThat(loop.failures()).isZero();
        assertThat(nextDelay()).isEqualTo(PAUSE);
        assertThat(journal.lines(Message.LOOP_RECOVERED))
                .singleElement()
                .asString()
                .contains("after 3 failures");
    }

    @Test
    void aSignalDuringAFailingTurnDoesNotMakeItHammer() {
        Loop[] loop = new Loop[1];
        loop[0] = started(() -> {
            loop[0].signal();
            throw new IllegalStateException("out");
        });
        turn();
        assertThat(nextDelay()).isPositive();
    }

    @Test
    void aSignalAfterAFailureIsAnsweredAtOnceBecauseSomethingWasCommitted() {
        Loop loop = started(() -> {
            throw new IllegalStateException("out");
        });
        turn();
        loop.signal();
        assertThat(nextDelay()).isZero();
    }

    @Test
    void aStoppedLoopTurnsNoMoreWhateverComes() {
        Loop loop = started(this::counting);
        Runnable late = open().get(0).turn;
        loop.cancel();
        loop.signal();
        now += Duration.ofHours(1).toNanos();
        loop.turnIfLate(PAUSE, this::schedule);
        loop.moveTo(this::schedule);
        late.run();
        assertThat(turns).hasValue(0);
        assertThat(open()).isEmpty();
        assertThat(loop.alive()).isTrue();
    }

    @Test
    void whatTheServerKeepsOfATurnThatWasTakenBackKeepsNoLoop() {
        Loop loop = started(this::counting);
        turn();
        loop.signal();
        turn();
        loop.cancel();
        assertThat(plans).as("what the server keeps").isNotEmpty();
        WeakReference<Loop> left = new WeakReference<>(loop);
        loop = null;
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (left.get() != null && System.nanoTime() - end < 0) {
            System.gc();
        }
        assertThat(left.get()).isNull();
    }

    @Test
    void aTurnUnderWayIsWaitedForWhenTheLoopStops() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Loop loop = started(() -> {
            begun.countDown();
            goOn.await();
            return counting();
        });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            threads.execute(open().get(0).turn);
            begun.await();
            loop.cancel();
            threads.execute(goOn::countDown);
            loop.stop(Duration.ofSeconds(30));
            assertThat(turns).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRefusedTurnIsTakenElsewhereWhenItIsDue() {
        Loop loop = started(this::counting);
        refusal = new RejectedExecutionException("suspended");
        turn();
        assertThat(open()).isEmpty();
        assertThat(loop.late(PAUSE)).isTrue();
        loop.turnIfLate(PAUSE, this::schedule);
        assertThat(open()).isEmpty();
        now += PAUSE.dividedBy(7).multipliedBy(2).toNanos();
        refusal = null;
        loop.turnIfLate(PAUSE, this::schedule);
        assertThat(loop.late(PAUSE)).isFalse();
        assertThat(nextDelay())
                .as("when it would have turned")
                .isEqualTo(PAUSE.dividedBy(7).multipliedBy(5));
        turn();
        assertThat(turns).hasValue(2);
        assertThat(nextDelay()).isEqualTo(PAUSE);
    }

    @Test
    void aTurnThatTheServerForgetsIsTakenElsewhereOnceItIsLateAndThenNoMoreHere() {
        Loop loop = started(this::counting);
        turn();
        Runnable forgotten = open().get(0).turn;
        now += PAUSE.plus(GRACE).toNanos() - 1;
        loop.turnIfLate(GRACE, elsewhere);
        assertThat(elsewhere.plans).isEmpty();
        now++;
        loop.turnIfLate(GRACE, elsewhere);
        loop.turnIfLate(GRACE, elsewhere);
        assertThat(open()).isEmpty();
        forgotten.run();
        assertThat(turns).hasValue(1);
        elsewhere.turn();
        assertThat(turns).hasValue(2);
        // Only the one turn: the next is planned where the loop belongs.
        assertThat(nextDelay()).isEqualTo(PAUSE);
        assertThat(journal.count(Message.LOOP_LATE)).isEqualTo(1);
    }

    @Test
    void aTurnUnderWayIsNeverLate() {
        Loop[] loop = new Loop[1];
        loop[0] = started(() -> {
            now += Duration.ofMinutes(5).toNanos();
            loop[0].turnIfLate(GRACE, elsewhere);
            return counting();
        });
        turn();
        assertThat(elsewhere.plans).isEmpty();
        assertThat(nextDelay()).isEqualTo(PAUSE);
    }

    @Test
    void whatIsPlannedMovesAlongForTheSameTime() {
        Loop loop = started(this::counting);
        turn();
        Runnable before = open().get(0).turn;
        now += Duration.ofSeconds(2).toNanos();
        loop.moveTo(elsewhere);
        assertThat(open()).isEmpty();
        assertThat(elsewhere.delays()).containsExactly(PAUSE.minusSeconds(2));
        before.run();
        assertThat(turns).hasValue(1);
        elsewhere.turn();
        assertThat(turns).hasValue(2);
        assertThat(elsewhere.delays()).containsExactly(PAUSE);
    }

    @Test
    void aTurnUnderWayPlansTheNextWhereTheLoopHasMovedMeanwhile() {
        Loop[] loop = new Loop[1];
        loop[0] = started(() -> {
            loop[0].moveTo(elsewhere);
            assertThat(elsewhere.plans).isEmpty();
            return counting();
        });
        turn();
        assertThat(open()).isEmpty();
        assertThat(elsewhere.delays()).containsExactly(PAUSE);
    }

    @Test
    void aRefusalInWhateverWordsDoesNotReachWhoeverSignals() {
        Loop loop = started(this::counting);
        turn();
        refusal = new UnsupportedOperationException("stopping");
        loop.signal();
        refusal = null;
        loop.signal();
        assertThat(nextDelay()).isZero();
    }

    @Test
    void aLoopIsAliveWhileItTurnsLatelyByItsOwnInterval() {
        Loop loop = started(this::counting);
        turn();
        now += PAUSE.toNanos();
        assertThat(loop.alive()).isTrue();
        now += Duration.ofMinutes(1).toNanos();
        assertThat(loop.alive()).isFalse();
        turn();
        assertThat(loop.alive()).isTrue();
    }

    @Test
    void aTurnThatWaitsForTheDatabaseIsAliveForTenMinutes() {
        Loop[] loop = new Loop[1];
        List<Boolean> alive = new ArrayList<>();
        loop[0] = started(() -> {
            now += Duration.ofMinutes(9).toNanos();
            alive.add(loop[0].alive());
            now += Duration.ofMinutes(2).toNanos();
            alive.add(loop[0].alive());
            return PAUSE;
        });
        turn();
        assertThat(alive).containsExactly(true, false);
    }

    @Test
    void anInterruptOfATurnDoesNotReachWhateverRunsNextOnItsThread() {
        started(() -> {
            Thread.currentThread().interrupt();
            return PAUSE;
        });
        turn();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void noSignalIsLostAmongThreads() throws Exception {
        AtomicInteger work = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger atATime = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CountDownLatch all = new CountDownLatch(10_000);
        try {
            Loop loop = new Loop(
                    "test",
                    Duration.ofDays(1),
                    () -> {
                        most.accumulateAndGet(atATime.incrementAndGet(), Math::max);
                        for (int todo = work.getAndSet(0); todo > 0; todo--) {
                            done.incrementAndGet();
                            all.countDown();
                        }
                        atATime.decrementAndGet();
                        return Duration.ofDays(1);
                    },
                    (turn, delay) -> {
                        if (delay.isZero()) {
                            threads.execute(turn);
                        }
                        return () -> {};
                    },
                    System::nanoTime);
            loop.start();
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < 2_500; i++) {
                        work.incrementAndGet();
                        loop.signal();
                    }
                });
            }
            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(done).hasValue(10_000);
            assertThat(most).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
