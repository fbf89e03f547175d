package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.engine.journal.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads of the server that its scheduler has no say in. */
class SpareThreadsTest {

    private static final long LIMIT = 30;

    private final Journal journal = new Journal();
    private final List<Thread> made = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> contexts = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean refusing = new AtomicBoolean();
    private final SpareThreads threads = new SpareThreads(this::make, turn -> {
        contexts.add(Thread.currentThread());
        turn.run();
    });

    @AfterEach
    void end() {
        threads.close();
        journal.close();
    }

    private Thread make(Runnable work) {
        if (refusing.get()) {
            throw new IllegalStateException("the server stops");
        }
        Thread thread = new Thread(work);
        made.add(thread);
        return thread;
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(LIMIT));
        assertThat(thread.isAlive()).isFalse();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LIMIT, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void noThreadIsThereBeforeOneIsNeeded() {
        assertThat(made).isEmpty();
    }

    @Test
    void aTurnThatWaitsHoldsUpNoOtherAndTurnsInTheContextOfTheStart() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(2);
        AtomicReference<Thread> second = new AtomicReference<>();
        threads.turns()
                .schedule(
                        () -> {
                            awaitQuietly(gate);
                            done.countDown();
                        },
                        Duration.ZERO);
        threads.turns()
                .schedule(
                        () -> {
                            second.set(Thread.currentThread());
                            gate.countDown();
                            done.countDown();
                        },
                        Duration.ofMillis(1));
        await(done);
        assertThat(contexts).hasSize(2).doesNotHaveDuplicates().contains(second.get());
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            await(gate);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theirNamesSayWhoseTheyAre() throws InterruptedException {
        CountDownLatch turned = new CountDownLatch(1);
        threads.turns().schedule(turned::countDown, Duration.ZERO);
        await(turned);
        assertThat(made).extracting(Thread::getName).containsExactly("durable-time", "durable-turn");
    }

    @Test
    void thePulseHasOneThreadForAll() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            threads.pulse().schedule(done::countDown, Duration.ofMillis(i));
        }
        await(done);
        assertThat(made).hasSize(1);
    }

    @Test
    void whatIsTakenBackDoesNotTurn() throws InterruptedException {
        AtomicBoolean turned = new AtomicBoolean();
        CountDownLatch later = new CountDownLatch(1);
        threads.turns().schedule(() -> turned.set(true), Duration.ofMillis(1)).run();
        threads.turns().schedule(later::countDown, Duration.ofMillis(2));
        await(later);
        assertThat(turned).isFalse();
    }

    @Test
    void aThreadThatCannotBeHadIsReportedAndTimeGoesOnAndTheTurnIsTriedAgain() throws InterruptedException {
        CountDownLatch turned = new CountDownLatch(1);
        refused(turned::countDown);
        assertThat(journal.count(Message.NO_SPARE_THREAD)).isEqualTo(1);
        refusing.set(false);
        await(turned);
        assertThat(made).hasSize(2);
    }

    @Test
    void aTurnThatIsTakenBackIsNotTriedAgain() throws InterruptedException {
        refused(() -> {}).run();
        refusing.set(false);
        CountDownLatch later = new CountDownLatch(1);
        threads.pulse().schedule(later::countDown, Duration.ofSeconds(2));
        await(later);
        assertThat(made).hasSize(1);
    }

    /** Has a turn planned and due for which no thread can be had. */
    private Runnable refused(Runnable turn) throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        threads.pulse().schedule(first::countDown, Duration.ZERO);
        await(first);
        refusing.set(true);
        CountDownLatch asked = new CountDownLatch(1);
        Runnable planned = threads.turns().schedule(turn, Duration.ZERO);
        threads.pulse().schedule(asked::countDown, Duration.ofMillis(1));
        await(asked);
        return planned;
    }

    @Test
    void theyEndWithTheEngineAndATurnUnderWayIsNotInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicBoolean turned = new AtomicBoolean();
        threads.pulse().schedule(() -> turned.set(true), Duration.ofDays(1));
        threads.turns()
                .schedule(
                        () -> {
                            begun.countDown();
                            awaitQuietly(gate);
                            turned.set(true);
                        },
                        Duration.ZERO);
        await(begun);
        threads.close();
        assertEnds(made.get(0)); // what measures time
        assertThat(turned).isFalse();
        gate.countDown();
        assertEnds(made.get(1));
        assertThat(turned).isTrue();
    }
}
