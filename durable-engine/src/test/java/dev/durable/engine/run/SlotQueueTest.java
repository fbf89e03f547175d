package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which attempt a slot takes next, and how many slots are taken. */
class SlotQueueTest {

    private final SlotQueue queue = new SlotQueue(2);

    private List<String> tasksOfNext(int count) {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Attempt next = queue.next();
            tasks.add(next == null ? "none" : next.task().id());
        }
        return tasks;
    }

    @Test
    void noMoreSlotsAreTakenThanThereAre() {
        queue.add(TestAttempts.many("a", 5));
        assertThat(queue.takeSlot()).isTrue();
        assertThat(queue.takeSlot()).isTrue();
        assertThat(queue.takeSlot()).isFalse();
        queue.first();
        assertThat(queue.takeSlot()).isFalse();
        queue.slotEnded();
        assertThat(queue.takeSlot()).isTrue();
        assertThat(queue.takeSlot()).isFalse();
    }

    @Test
    void noMoreSlotsStartThanAttemptsWait() {
        assertThat(queue.takeSlot()).isFalse();
        queue.add(List.of(TestAttempts.of("a")));
        assertThat(queue.takeSlot()).isTrue();
        assertThat(queue.takeSlot()).isFalse();
        queue.first();
        queue.add(List.of(TestAttempts.of("a")));
        assertThat(queue.takeSlot()).isTrue();
    }

    @Test
    void aSlotWithoutAThreadIsFreeAgainAndTakesNothing() {
        queue.add(List.of(TestAttempts.of("a")));
        for (int i = 0; i < 3; i++) {
            assertThat(queue.takeSlot()).isTrue();
            queue.slotNotStarted();
        }
        assertThat(queue.takeSlot()).isTrue();
        assertThat(queue.first()).isNotNull();
    }

    @Test
    void anAttemptIsTakenOnce() {
        Attempt attempt = TestAttempts.of("a");
        queue.add(List.of(attempt));
        queue.add(List.of(attempt));
        assertThat(queue.next()).isSameAs(attempt);
        assertThat(queue.next()).isNull();
        assertThat(queue.takeSlot()).isFalse();
    }

    @Test
    void attemptsOfOneTaskAreTakenAsTheyAreDue() {
        List<Attempt> due = TestAttempts.many("a", 3);
        queue.add(due.subList(0, 2));
        queue.add(due.subList(2, 3));
        assertThat(List.of(queue.next(), queue.next(), queue.next())).containsExactlyElementsOf(due);
    }

    @Test
    void aLoneTaskBehindThousandsOfAnotherIsNext() {
        queue.add(TestAttempts.many("many", 50_000));
        tasksOfNext(1);
        queue.add(List.of(TestAttempts.of("lone")));
        assertThat(tasksOfNext(3)).containsExactly("lone", "many", "many");
    }

    @Test
    void tasksTakeTurns() {
        queue.add(TestAttempts.many("a", 4));
        queue.add(TestAttempts.many("b", 2));
        queue.add(TestAttempts.many("c", 1));
        assertThat(tasksOfNext(8)).containsExactly("a", "b", "c", "a", "b", "a", "a", "none");
    }

    @Test
    void aTaskThatComesBackAgainAndAgainDoesNotGetAheadOfItsTurn() {
        queue.add(TestAttempts.many("a", 3));
        queue.add(TestAttempts.many("b", 3));
        List<String> taken = new ArrayList<>();
        queue.add(List.of(TestAttempts.of("restless")));
        for (int i = 0; i < 6; i++) {
            List<String> next = tasksOfNext(1);
            if (next.contains("restless")) {
                queue.add(List.of(TestAttempts.of("restless"))); // its line was empty for a moment
            }
            taken.addAll(next);
        }
        assertThat(taken).containsExactly("a", "b", "restless", "a", "b", "restless");
    }

    @Test
    void whatIsRemovedNeitherWaitsNorTakesASlot() {
        List<Attempt> attempts = TestAttempts.many("a", 3);
        queue.add(attempts);
        queue.remove(attempts.get(1));
        queue.remove(attempts.get(1));
        assertThat(queue.next()).isSameAs(attempts.get(0));
        assertThat(queue.takeSlot()).isTrue();
        assertThat(queue.takeSlot()).isFalse();
        assertThat(queue.first()).isSameAs(attempts.get(2));
        queue.remove(attempts.get(2));
        queue.add(List.of(TestAttempts.of("a")));
        assertThat(queue.takeSlot()).isTrue();
    }

    @Test
    void aSlotThatStartedForARemovedAttemptTakesNothingAndIsNotCountedTwice() {
        List<Attempt> attempts = TestAttempts.many("a", 1);
        queue.add(attempts);
        queue.takeSlot();
        queue.remove(attempts.get(0));
        assertThat(queue.first()).isNull();
        queue.slotEnded();
        queue.add(TestAttempts.many("a", 2));
        assertThat(queue.takeSlot()).isTrue();
        assertThat(queue.takeSlot()).isTrue();
    }

    @Test
    @Timeout(30)
    void aRemovalDoesNotSearchWhatWaits() {
        List<Attempt> attempts = TestAttempts.many("a", 300_000);
        queue.add(attempts);
        for (int i = attempts.size() - 1; i >= 0; i--) {
            queue.remove(attempts.get(i)); // half of 300,000² comparisons would take minutes
        }
        assertThat(queue.next()).isNull();
    }

    @Test
    @Timeout(30)
    void aRemovalWakesUpWhoWaitsForAChange() throws InterruptedException {
        CountDownLatch woken = new CountDownLatch(1);
        Thread waiter = new Thread(() -> {
            try {
                queue.awaitChange(Duration.ofHours(1));
                woken.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiter.start();
        while (waiter.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        queue.remove(TestAttempts.of("a"));
        assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Timeout(30)
    void aWaitWithoutTimeLeftEnds() throws InterruptedException {
        queue.awaitChange(Duration.ZERO);
        assertThat(queue.next()).isNull();
    }
}
