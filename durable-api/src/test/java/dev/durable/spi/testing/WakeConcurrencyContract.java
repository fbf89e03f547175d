package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.Woken;
import dev.durable.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several callers that wake up at once, as several servers would. */
abstract class WakeConcurrencyContract extends StoreContract {

    private static final int CALLERS = 8;
    private static final int BATCH = 20;
    private static final Change TIME_OUT = Change.to(TaskStatus.TIMED_OUT);

    @Test
    void oneCallerWakesUpASleeper() {
        for (int round = 0; round < 20; round++) {
            String key = "key " + round;
            ExecutionId sleeper = insert(sleeping(SLEEPER, key));

            List<Woken> answers = Threads.together(CALLERS, () -> wake(wake(key, "1")));

            assertThat(answers).allSatisfy(woken -> assertThat(woken.found().map(StoredExecution::id))
                    .contains(sleeper));
            assertThat(answers.stream()
                            .flatMap(woken -> woken.written().changed().stream())
                            .map(StoredExecution::id))
                    .containsExactly(sleeper);
            assertThat(answers).noneMatch(Woken::kept);
        }
    }

    @Test
    void aWakeAndTheDeadlineDoNotBothWin() {
        List<NewExecution> sleepers = IntStream.range(0, 50)
                .mapToObj(i -> root(SLEEPER).sleeping("key " + i, SHORT))
                .toList();
        store().insert(sleepers);
        pass(SHORT);
        ConcurrentLinkedQueue<Boolean> parts = new ConcurrentLinkedQueue<>(List.of(true, false));

        List<List<ExecutionId>> winners =
                Threads.together(2, () -> parts.remove() ? wakeEach(sleepers) : passDeadlines());
        List<ExecutionId> skipped = ids(store().sweep(new SweepCondition.PastDeadline(), 100, to(TIME_OUT))
                .changed());

        assertThat(Stream.concat(winners.stream().flatMap(List::stream), skipped.stream()))
                .containsExactlyInAnyOrderElementsOf(newIds(sleepers));
        assertThat(sleepers).allSatisfy(sleeper -> assertThat(row(sleeper.id()).status())
                .isIn(TaskStatus.COMPLETED, TaskStatus.TIMED_OUT));
    }

    private List<ExecutionId> wakeEach(List<NewExecution> sleepers) {
        return sleepers.stream()
                .flatMap(sleeper -> wake(wake(sleeper.wakeKey(), "1")).written().changed().stream())
                .map(StoredExecution::id)
                .toList();
    }

    private List<ExecutionId> passDeadlines() {
        List<ExecutionId> mine = new ArrayList<>();
        List<StoredExecution> batch;
        do {
            batch = store().sweep(new SweepCondition.PastDeadline(), 5, to(TIME_OUT))
                    .changed();
            mine.addAll(ids(batch));
        } while (!batch.isEmpty());
        return mine;
    }

    @Test
    void eachWakeIsDeliveredByOneCaller() {
        List<NewExecution> requested = sleepers("requested", 100);
        List<NewExecution> kept = sleepers("kept", 100);
        kept.forEach(sleeper -> wake(wake(sleeper.wakeKey(), "1")));
        store().insert(requested);
        store().insert(kept);
        requested.forEach(sleeper -> store().submit(wakes(wake(sleeper.wakeKey(), "1"))));

        List<List<ExecutionId>> delivered = Threads.together(CALLERS, this::deliverAll);
        List<ExecutionId> skipped = deliverAll();

        assertThat(Stream.concat(delivered.stream().flatMap(List::stream), skipped.stream()))
                .containsExactlyInAnyOrderElementsOf(
                        newIds(Stream.concat(requested.stream(), kept.stream()).toList()));
    }

    private List<ExecutionId> deliverAll() {
        List<ExecutionId> mine = new ArrayList<>();
        Written written;
        do {
            written = store().deliver(BATCH, LONG, END);
            mine.addAll(ids(written.changed()));
        } while (!written.changed().isEmpty());
        return mine;
    }

    private static List<NewExecution> sleepers(String key, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> sleeping(SLEEPER, key + " " + i))
                .toList();
    }
}
