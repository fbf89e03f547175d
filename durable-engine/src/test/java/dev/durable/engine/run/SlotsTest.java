package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskContext;
import dev.durable.TaskStatus;
import dev.durable.engine.Journal;
import dev.durable.engine.lifecycle.FamilyLife;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.lifecycle.Limits;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.engine.payload.JsonPayloadCodec;
import dev.durable.engine.signal.AfterCommit;
import dev.durable.engine.signal.Counters;
import dev.durable.engine.signal.Signals;
import dev.durable.engine.signal.Telemetry;
import dev.durable.engine.signal.Waiters;
import dev.durable.engine.task.ExecutionFactory;
import dev.durable.engine.task.ExecutionIds;
import dev.durable.engine.task.Payloads;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.RelativePayloads;
import dev.durable.engine.task.TaskBean;
import dev.durable.engine.task.Tasks;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.testing.InMemoryTaskExecutionStore;
import dev.durable.spi.testing.SettableTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slots by themselves: the test has the threads in its hand. */
class SlotsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Journal journal = new Journal();
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private @Nullable Error refusal;
    private boolean refusing;
    private long now;
    private int room;

    private final InMemoryTaskExecutionStore store = new InMemoryTaskExecutionStore(new SettableTime());
    private final ExecutorId executor = new ExecutorId(UUID.randomUUID());
    private final List<String> ran = new ArrayList<>();
    private final RegisteredTask task = new RegisteredTask(
            "task",
            Body.class,
            TaskForm.PLAIN,
            new RegisteredTask.Types(String.class, null, String.class),
            null,
            new TaskOptions(Duration.ZERO, MINUTE, 0, Duration.ZERO, 1, Duration.ZERO, 0),
            new RegisteredTask.Traits(true, false, false, false),
            new Bean());

    private final Signals signals = new Signals();
    private final HeldAttempts held = new HeldAttempts(2, 3, signals);
    private final Lifecycle lifecycle = new Lifecycle(new ExecutionIds(), () -> 0.5, 3);
    private final AfterCommit afterCommit =
            new AfterCommit(signals, new Waiters(signals), new Counters(Telemetry.NONE), id -> {});
    private final OutcomeWriter writer = new OutcomeWriter(
            new BatchWriter(store, lifecycle, new FamilyLife(new ExecutionIds()), afterCommit, held),
            afterCommit,
            held,
            10);
    private final ClaimReturns returns = new ClaimReturns(held, writer);
    private final Timeouts timeouts = new Timeouts(() -> now, signals, held, writer);
    private final Slots slots = slots();

    private final class Body implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) {
            ran.add(input);
            return input;
        }
    }

    private final class Bean implements TaskBean {

        @Override
        public <T> @Nullable T inAttempt(Use<T> use) throws Exception {
            return use.with(new Body());
        }

        @Override
        public <T> T inTransaction(Duration timeout, Use<T> use, Last<T> last) {
            throw new IllegalStateException("No task here is transactional");
        }

        @Override
        public <T> @Nullable T inCaller(Use<T> use) throws Exception {
            return use.with(new Body());
        }

        @Override
        public boolean available() {
            return true;
        }
    }

    @AfterEach
    void end() {
        journal.close();
    }

    private Slots slots() {
        ExecutionIds ids = new ExecutionIds();
        Limits limits = new Limits(3, 1_000, 1_000, 10, 10);
        Payloads payloads = new Payloads(new JsonPayloadCodec(), limits);
        Tasks tasks = new Tasks(List.of(task));
        ExecutionFactory enqueuer = new ExecutionFactory(payloads, (taskId, input) -> {}, limits, ids);
        BodyRunner bodies = new BodyRunner(
                new BodyDispatcher(
                        payloads,
                        enqueuer,
                        new RelativePayloads(store.views(), tasks, payloads),
                        new Spawning(tasks, payloads, enqueuer, limits),
                        timeouts,
                        () -> false),
                new TransactionalRun(store, lifecycle),
                timeouts,
                Telemetry.NONE,
                () -> 0,
                () -> !refusing);
        signals.on(Signals.Kind.ROOM, () -> room++);
        return new Slots(held, this::execute, bodies, timeouts, writer, returns);
    }

    private void execute(Runnable body) {
        if (refusing) {
            throw new IllegalStateException("stopping");
        }
        if (refusal != null) {
            throw refusal;
        }
        threads.add(body);
    }

    private List<Attempt> claimed(String... inputs) {
        for (String input : inputs) {
            ExecutionId id = new ExecutionId(UUID.randomUUID());
            store.insert(List.of(new NewExecution(
                    id, "task", Lineage.root(id), Duration.ZERO, EnqueueOptions.none(), '"' + input + '"')));
        }
        return store
                .claim(new ClaimQuery(
                        executor,
                        "test",
                        Map.of("task", MINUTE),
                        Map.of(),
                        MINUTE,
                        Math.max(1, inputs.length),
                        true,
                        2))
                .executions()
                .stream()
                .map(row -> new Attempt(row, task, now))
                .toList();
    }

    private void assertStatuses(TaskStatus status) {
        assertThat(store.all()).extracting(StoredExecution::status).containsOnly(status);
    }

    @Test
    void noMoreThreadsAreTakenThanThereAreSlots() {
        slots.accept(claimed("a", "b", "c", "d", "e"));
        assertThat(threads).hasSize(2);
        assertThat(held.room()).isZero();
        threads.remove().run();
        assertThat(ran).hasSize(5);
        threads.remove().run();
        assertThat(held.room()).isEqualTo(held.capacity()).isEqualTo(5);
        assertThat(room).isPositive();
        assertStatuses(TaskStatus.COMPLETED);
    }

    @Test
    void noMoreThreadsAreTakenThanThereAreExecutions() {
        slots.accept(claimed("a"));
        assertThat(threads).hasSize(1);
    }

    @Test
    void aSlotThatIsStartingTakesWhatComesAfterAnAttemptThatWasDecided() {
        List<Attempt> first = claimed("a");
        slots.accept(first);
        held.abandon(first::contains, "it was cancelled");
        assertThat(held.held()).isZero();
        slots.accept(claimed("b"));
        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(ran).containsExactly("b");
    }

    @Test
    void aBodyThatHasEndedHasNoDeadline() {
        slots.accept(claimed("a"));
        threads.remove().run();
        assertThat(timeouts.turn()).isEqualTo(Timeouts.LONGEST_PAUSE);
        now += MINUTE.toNanos();
        assertThat(timeouts.turn()).isEqualTo(Timeouts.LONGEST_PAUSE);
    }

    @Test
    void whatIsDeclinedNeverHasAThread() {
        returns.returnAtOnce(claimed("a", "b"));
        assertThat(threads).isEmpty();
        assertThat(held.held()).isZero();
        assertStatuses(TaskStatus.READY);
    }

    @Test
    void aRefusalInWhateverWordsGivesBackAndLosesNoSlot() {
        refusing = true;
        assertThat(slots.accept(claimed("a", "b", "c"))).isFalse();
        assertStatuses(TaskStatus.READY);
        assertThat(held.held()).isZero();
        refusing = false;
        assertThat(slots.accept(claimed("x", "y", "z"))).isTrue();
        assertThat(threads).hasSize(2);
    }

    @Test
    void aSlotGivesItsThreadBackNowAndThen() {
        for (int i = 0; i < 60; i++) {
            slots.accept(claimed("a", "b"));
        }
        int turns = 0;
        while (!threads.isEmpty()) {
            threads.remove().run();
            turns++;
        }
        assertThat(ran).hasSize(120);
        assertThat(turns).isBetween(2, 4);
        assertThat(held.held()).isZero();
    }

    @Test
    void whatWaitedInVainIsReturnedAndLeavesRoomForSlotsOnly() {
        slots.accept(claimed("a", "b", "c"));
        now += Duration.ofSeconds(5).toNanos();
        returns.returnWaitingSince(now);
        assertThat(held.held()).isZero();
        assertThat(held.room()).isEqualTo(2);
        slots.accept(claimed("d", "e"));
        threads.forEach(Runnable::run);
        assertThat(held.room()).isEqualTo(5);
    }

    @Test
    void aThreadThatCannotBeginForLackOfMemoryGivesItsSlotBack() {
        refusal = new InternalError("unable to create native thread");
        assertThat(slots.accept(claimed("a", "b", "c"))).isFalse();
        assertStatuses(TaskStatus.READY);
        assertThat(held.held()).isZero();
        refusal = null;
        assertThat(slots.accept(claimed("x", "y", "z"))).isTrue();
        assertThat(threads).hasSize(2);
    }

    @Test
    void aBodyWhoseTimeoutNobodyCanWatchDoesNotRunAndIsReturned() {
        signals.on(Signals.Kind.TIMEOUT, () -> {
            throw new InternalError("unable to create native thread");
        });
        List<Attempt> claimed = claimed("a");
        slots.accept(claimed);
        threads.remove().run();
        assertThat(ran).isEmpty();
        assertStatuses(TaskStatus.READY);
        assertThat(held.held()).isZero();
        now += MINUTE.toNanos();
        timeouts.turn();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
