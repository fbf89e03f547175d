package dev.durable.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.CancelAnswer;
import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.Elsewhere;
import dev.durable.engine.Journal;
import dev.durable.engine.TestTask;
import dev.durable.engine.ThreadedEngine;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.testing.InMemoryTaskExecutionStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three engines with real threads on one store. */
class ConcurrencyTest {

    private static final int SLOTS = 8;
    private static final Duration LONG = Duration.ofSeconds(50);

    private final Journal journal = new Journal();
    private final InMemoryTaskExecutionStore store = new InMemoryTaskExecutionStore(InstantSource.system());
    private final List<ThreadedEngine> engines = new ArrayList<>();

    /** Bodies that found an interrupt that was not for them. */
    private final AtomicInteger strays = new AtomicInteger();

    /** A body, watched from all sides. One of these for each engine. */
    private abstract class Watched implements DurableTask<Integer, Integer> {

        private final AtomicInteger running = new AtomicInteger();
        final AtomicInteger mostAtATime = new AtomicInteger();
        final Map<Integer, AtomicInteger> begun = new ConcurrentHashMap<>();

        @Override
        public Integer run(TaskContext context, Integer input) throws Exception {
            // In this order: cancelRequested is set before a body is interrupted, however early that may be.
            if (Thread.currentThread().isInterrupted() && !context.cancelRequested()) {
                strays.incrementAndGet();
            }
            mostAtATime.accumulateAndGet(running.incrementAndGet(), Math::max);
            begun.computeIfAbsent(input, any -> new AtomicInteger()).incrementAndGet();
            try {
                return work(context, input);
            } finally {
                running.decrementAndGet();
            }
        }

        abstract Integer work(TaskContext context, Integer input) throws Exception;
    }

    private final class Quick extends Watched {
        @Override
        Integer work(TaskContext context, Integer input) {
            return input + 1;
        }
    }

    /** Ends when it is told to, or when the gate opens. */
    private final class Waiting extends Watched {

        private final CountDownLatch gate = new CountDownLatch(1);
        private final AtomicInteger waiting = new AtomicInteger();

        @Override
        Integer work(TaskContext context, Integer input) throws Exception {
            waiting.incrementAndGet();
            try {
                gate.await();
            } finally {
                waiting.decrementAndGet();
            }
            return input;
        }
    }

    /** Ends after a moment, or when it sees that it should. */
    private final class Busy extends Watched {
        @Override
        Integer work(TaskContext context, Integer input) {
            for (int i = 0; i < 20_000 && !context.cancelRequested(); i++) {
                Thread.onSpinWait();
            }
            return input;
        }
    }

    /** Adds what its children make of 1 to n. */
    static final class Sum implements ParentTask<Integer, Integer, Integer> {

        final AtomicInteger combined = new AtomicInteger();

        @Override
        public Children<Integer> run(TaskContext context, Integer n) {
            return Children.of(n)
                    .andEach(Quick.class, IntStream.rangeClosed(1, n).boxed().toList());
        }

        @Override
        public Integer combine(TaskContext context, Finished<Integer, Integer> all) {
            combined.incrementAndGet();
            return all.outputs(Quick.class).stream().mapToInt(i -> i).sum();
        }
    }

    @AfterEach
    void end() {
        engines.forEach(ThreadedEngine::close);
        journal.close();
    }

    private <T extends Watched> T start(T task) {
        return start(task, new Sum());
    }

    private <T extends Watched> T start(T task, Sum sum) {
        List<TestTask<?, ?>> tasks = List.of(
                TestTask.plain("task", task, Integer.class, Integer.class),
                TestTask.parent("sum", sum, Integer.class, Integer.class, Integer.class, ChildFailurePolicy.FAIL_FAST));
        for (int i = 0; i < 3; i++) {
            engines.add(new ThreadedEngine(store, SLOTS, tasks));
        }
        return task;
    }

    private List<TaskHandle<Integer>> enqueue(Class<? extends Watched> task, int count, EnqueueOptions options) {
        List<TaskHandle<Integer>> handles = new ArrayList<>();
        List<Integer> inputs = IntStream.range(0, count).boxed().toList();
        for (int from = 0; from < count; from += 100) {
            handles.addAll(engines.get(from / 100 % 3)
                    .client()
                    .enqueueAll(task, inputs.subList(from, Math.min(count, from + 100)), options));
        }
        return handles;
    }

    private static void awaitAll(List<? extends TaskHandle<?>> handles) throws InterruptedException {
        for (TaskHandle<?> handle : handles) {
            handle.await(LONG);
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("time left").isNegative();
            Thread.onSpinWait();
        }
    }

    private void assertNothingIsLeft() {
        until(() -> engines.stream().allMatch(engine -> engine.figure("heldHere") == 0));
        assertThat(engines).allSatisfy(engine -> {
            assertThat(engine.figure("outcomesToWrite")).isZero();
            assertThat(engine.figure("lostSlots")).isZero();
        });
        assertThat(strays).hasValue(0);
    }

    @Test
    void fiveThousandExecutionsEachRunOnceAndNeverMoreAtATimeThanThereAreSlots() throws Exception {
        Quick task = start(new Quick());
        List<TaskHandle<Integer>> handles = enqueue(Quick.class, 5_000, EnqueueOptions.none());
        awaitAll(handles);
        assertThat(task.begun).hasSize(5_000);
        assertThat(task.begun.values()).allMatch(times -> times.get() == 1);
        assertThat(task.mostAtATime.get()).isLessThanOrEqualTo(3 * SLOTS);
        assertThat(store.all()).allMatch(row -> row.status() == TaskStatus.COMPLETED && row.isNotified());
        assertThat(engines).allMatch(engine -> engine.figure("refusedWriteBacks") == 0);
        assertNothingIsLeft();
    }

    @Test
    void allSlotsAreUsedAndNoneTwice() throws Exception {
        Waiting task = start(new Waiting());
        List<TaskHandle<Integer>> handles = enqueue(Waiting.class, 200, EnqueueOptions.none());
        until(() -> task.waiting.get() == 3 * SLOTS);
        task.gate.countDown();
        awaitAll(handles);
        assertThat(task.mostAtATime).hasValue(3 * SLOTS);
        assertNothingIsLeft();
    }

    @Test
    void aStormOfCancellationsHitsWhatItIsMeantForAndNothingElse() throws Exception {
        start(new Busy());
        List<TaskHandle<Integer>> handles = enqueue(Busy.class, 3_000, EnqueueOptions.none());
        Map<TaskHandle<Integer>, CancelAnswer> answers = new ConcurrentHashMap<>();
        List<Elsewhere<Void>> cancelling = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            int mine = thread;
            cancelling.add(Elsewhere.begin(() -> {
                for (int i = mine; i < handles.size(); i += 6) {
                    TaskHandle<Integer> handle = handles.get(i);
                    answers.put(handle, engines.get((mine + 1) % 3).client().cancel(handle.executionId()));
                }
                return null;
            }));
        }
        for (Elsewhere<Void> one : cancelling) {
            one.answer();
        }
        awaitAll(handles);
        answers.forEach((handle, answer) -> {
            TaskStatus status = handle.execution().status();
            assertThat(answer)
                    .isEqualTo(
                            status == TaskStatus.CANCELLED
                                    ? new CancelAnswer.Cancelled()
                                    : new CancelAnswer.AlreadyFinished(status));
        });
        assertThat(handles)
                .filteredOn(handle -> !answers.containsKey(handle))
                .hasSize(1_500)
                .allMatch(handle -> handle.execution().status() == TaskStatus.COMPLETED);
        assertNothingIsLeft();
    }

    @Test
    void bodiesThatWaitAreInterruptedByTheirTimeoutAndNoOthersAre() throws Exception {
        Waiting task = start(new Waiting());
        List<TaskHandle<Integer>> late = enqueue(
                Waiting.class,
                240,
                EnqueueOptions.none()
                        .withTimeout(Duration.ofMillis(20))
                        .withMaxRetries(1)
                        .withRetryDelay(Duration.ZERO));
        awaitAll(late);
        assertThat(late).allMatch(handle -> handle.execution().status() == TaskStatus.TIMED_OUT);
        assertThat(task.begun.values()).allMatch(times -> times.get() == 2);
        until(() -> task.waiting.get() == 0);
        assertNothingIsLeft();
    }

    @Test
    void familiesAreCombinedOnceEach() throws Exception {
        Sum sum = new Sum();
        start(new Quick(), sum);
        List<TaskHandle<Integer>> handles = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            handles.add(engines.get(i % 3).client().enqueue(Sum.class, 50));
        }
        awaitAll(handles);
        assertThat(handles)
                .allSatisfy(handle -> assertThat(handle.execution().output()).contains(50 * 51 / 2 + 50));
        assertThat(sum.combined).hasValue(60);
        assertThat(store.all()).hasSize(60 * 52).allMatch(StoredExecution::isNotified);
        assertThat(store.all()).allMatch(row -> row.family().unfinished() == 0);
        assertNothingIsLeft();
    }

    @Test
    void whateverIsEnqueuedWhileTheEngineStopsIsStoredIfTheCallerGetsAHandle() throws Exception {
        Quick task = start(new Quick());
        ThreadedEngine stopping = engines.remove(0);
        Set<ExecutionId> accepted = ConcurrentHashMap.newKeySet();
        CountDownLatch gate = new CountDownLatch(1);
        List<Elsewhere<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            int first = caller * 50;
            callers.add(Elsewhere.begin(() -> {
                gate.await();
                for (int i = first; i < first + 50; i++) {
                    accepted.add(stopping.client().enqueue(Quick.class, i).executionId());
                }
                return null;
            }));
        }
        gate.countDown();
        stopping.close();
        for (Elsewhere<Void> caller : callers) {
            caller.answer();
        }
        for (ExecutionId id : accepted) {
            engines.get(0).client().handle(Quick.class, id).await(LONG);
        }
        assertThat(store.all()).extracting(StoredExecution::id).containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(task.begun).hasSize(200);
        assertNothingIsLeft();
    }

    @Test
    void bodiesThatRunWhenTheirEngineStopsRunElsewhere() throws Exception {
        Waiting task = start(new Waiting());
        List<TaskHandle<Integer>> handles = enqueue(Waiting.class, 100, EnqueueOptions.none());
        until(() -> task.waiting.get() == 3 * SLOTS);
        Elsewhere<Void> stopping = Elsewhere.begin(() -> {
            engines.get(0).close();
            return null;
        });
        task.gate.countDown();
        stopping.answer();
        engines.remove(0);
        for (TaskHandle<Integer> handle : handles) {
            engines.get(0).client().handle(Waiting.class, handle.executionId()).await(LONG);
        }
        assertThat(store.all()).hasSize(100).allMatch(row -> row.status() == TaskStatus.COMPLETED);
        assertThat(store.all())
                .allMatch(row -> row.claim().attempt() == 1 && row.claim().crashes() == 0);
        assertNothingIsLeft();
    }
}
