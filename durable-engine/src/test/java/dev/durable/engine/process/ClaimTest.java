package dev.durable.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is claimed, when, and by whom. */
class ClaimTest {

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final TestTask<String, String> registered = TestTask.scripted("task", task);

    @AfterEach
    void end() {
        world.close();
    }

    private static TaskHandle<String> enqueue(ManualEngine engine, EnqueueOptions options) {
        return engine.client().enqueue(Scripted.class, "x", options);
    }

    private static void enqueue(ManualEngine engine, int count) {
        engine.client().enqueueAll(Scripted.class, Collections.nCopies(count, "x"), EnqueueOptions.none());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.4S", "PT1S", "PT3.35S", "PT1H0.05S"})
    void aDelayedExecutionRunsNeitherEarlyNorAPollLate(Duration delay) {
        List<Instant> begun = new ArrayList<>();
        task.then((context, input) -> {
            begun.add(world.time.instant());
            return input;
        });
        ManualEngine engine = world.engine(registered);
        world.pass(Duration.ofMillis(150));
        Instant enqueued = world.time.instant();
        enqueue(engine, EnqueueOptions.none().withDelay(delay));
        world.pass(delay.minus(Duration.ofMillis(50)));
        assertThat(begun).isEmpty();
        world.pass(Duration.ofMillis(50));
        assertThat(begun).containsExactly(enqueued.plus(delay));
    }

    @Test
    void theDelayOfTheTaskCountsWhereNoneIsGiven() {
        ManualEngine engine = world.engine(registered.with(EnqueueOptions.none().withDelay(Duration.ofSeconds(10))));
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.pass(Duration.ofMillis(9_950));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        world.pass(Duration.ofMillis(50));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void whatIsEnqueuedHereRunsWithoutWaitingForAPoll() {
        ManualEngine engine = world.engine(registered);
        world.settle();
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void whatIsEnqueuedOnAServerThatRunsNothingRunsElsewhereWithinAPoll() {
        ManualEngine idle = world.engine(registered.disabled());
        Scripted other = new Scripted();
        world.engine(TestTask.scripted("task", other));
        TaskHandle<String> handle = idle.client().enqueue(Scripted.class, "x");
        world.pass(World.POLL);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(task.attempts).isEmpty();
    }

    @Test
    void moreThanThereIsRoomForIsWorkedOffWithoutWaitingForPolls() {
        ManualEngine engine = world.engine(registered);
        enqueue(engine, 200);
        world.settle();
        assertThat(task.attempts).hasSize(200);
        assertThat(engine.figure("heldHere")).isZero();
        // Ten at most at a time, and eight at most held: about a claim for each quarter of the capacity, and none for
        // each single one.
        assertThat(engine.store().calls(Verb.CLAIM)).isLessThan(120);
    }

    @Test
    void noMoreIsHeldThanThereIsRoomFor() {
        ManualEngine engine = world.engine(World.settings(2, 3), registered);
        List<Long> held = new ArrayList<>();
        task.always((context, input) -> {
            engine.runLoops();
            held.add(engine.figure("heldHere"));
            return input;
        });
        enqueue(engine, 50);
        world.settle();
        assertThat(held).hasSize(50).allMatch(count -> count <= 5);
    }

    @Test
    void aTaskOfAModuleThatIsNotUpWaitsUntilItIs() {
        registered.available(false);
        ManualEngine engine = world.engine(registered);
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.pass(Duration.ofMinutes(1));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        assertThat(world.row(handle).claim().token()).isZero();
        registered.available(true);
        world.pass(World.POLL);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aModuleThatGoesDownAfterTheClaimCostsNoAttempt() {
        ManualEngine engine = world.engine(registered);
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runLoops();
        registered.available(false);
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        registered.available(true);
        world.pass(World.POLL);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void aTaskThatNobodyHereKnowsIsNeverTouched() {
        ManualEngine newer = world.engine(registered);
        TaskHandle<String> handle = newer.client().enqueue(Scripted.class, "x");
        StoredExecution before = world.row(handle);
        world.pause(newer);
        ManualEngine older = world.engine(TestTask.scripted("other", new Scripted.Other()));
        world.pass(Duration.ofMinutes(5));
        assertThat(world.row(handle)).isEqualTo(before);
        assertThat(older.figure("heldHere")).isZero();
        world.resume(newer);
        world.pass(World.LEASE);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void whatWaitsInVainForASlotGoesToAServerThatHasOne() {
        ManualEngine busy = world.engine(World.settings(1, 4), registered);
        List<Instant> begun = new ArrayList<>();
        ManualEngine[] free = new ManualEngine[1];
        task.then((context, input) -> {
            free[0] = world.engine(World.settings(4, 0), registered);
            world.pass(Duration.ofSeconds(20));
            return input;
        });
        task.always((context, input) -> {
            begun.add(world.time.instant());
            return input;
        });
        enqueue(busy, 5);
        Instant enqueued = world.time.instant();
        busy.runDue();
        assertThat(begun).hasSize(4).allMatch(when -> when.isBefore(enqueued.plus(World.LEASE)));
        world.settle();
        assertThat(world.rows.all()).allMatch(row -> row.status() == TaskStatus.COMPLETED);
        assertThat(busy.figure("heldHere") + Objects.requireNonNull(free[0]).figure("heldHere"))
                .isZero();
    }

    @Test
    void aServerThatRefusesBodiesIsNotFedAsFastAsItCanRefuse() {
        ManualEngine engine = world.engine(registered);
        engine.refuseBodies(true);
        enqueue(engine, 20);
        world.pass(Duration.ofSeconds(10));
        assertThat(world.rows.all()).allMatch(row -> row.status() == TaskStatus.READY);
        assertThat(engine.store().calls(Verb.CLAIM)).isBetween(8, 14);
        assertThat(world.journal.count(Message.BODIES_REFUSED)).isLessThan(14);
        assertThat(engine.figure("heldHere")).isZero();
        engine.refuseBodies(false);
        world.pass(Duration.ofSeconds(2));
        assertThat(world.rows.all())
                .allMatch(row -> row.status() == TaskStatus.COMPLETED)
                .allMatch(row -> row.claim().attempt() == 1);
    }

    @Test
    void anIdleServerAsksSeldom() {
        ManualEngine engine = world.engine(registered);
        world.pass(Duration.ofSeconds(30));
        int before = calls(engine);
        world.pass(Duration.ofMinutes(1));
        // In a minute: 60 claims, 60 probes of two reads, 18 renewals, 24 looks at the dead, 36 sweeps.
        assertThat(calls(engine) - before).isLessThan(220);
    }

    private static int calls(ManualEngine engine) {
        int calls = 0;
        for (Verb verb : Verb.values()) {
            calls += engine.store().calls(verb);
        }
        return calls;
    }
}
