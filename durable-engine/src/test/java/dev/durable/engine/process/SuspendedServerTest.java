package dev.durable.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import dev.durable.engine.observe.EngineHealth.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that is suspended: it refuses work and drops what it has taken, while bodies go on and let time pass. */
class SuspendedServerTest {

    private static final Duration LONG = World.LEASE.multipliedBy(3);

    /** By then the engine has noticed, and what waits for a slot would not have been returned without that. */
    private static final Duration NOTICED = World.LEASE.dividedBy(2).minusSeconds(1);

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final Scripted elsewhere = new Scripted();
    private final ManualEngine engine = world.engine(World.settings(1, 3), TestTask.scripted("task", task));

    @AfterEach
    void end() {
        world.close();
    }

    private ManualEngine other() {
        return world.engine(TestTask.scripted("task", elsewhere));
    }

    private TaskHandle<String> run() {
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        return handle;
    }

    @Test
    void aBodyGoesOnUnderItsLeaseAndItsOutcomeIsWritten() {
        other();
        task.then((context, input) -> {
            engine.suspend(true);
            world.pass(LONG);
            return "here";
        });
        TaskHandle<String> handle = run();
        assertThat(world.output(handle)).isEqualTo("\"here\"");
        assertThat(world.row(handle).claim().crashes()).isZero();
        assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
        assertThat(elsewhere.attempts).isEmpty();
        assertThat(world.journal.count(Message.LEASE_LOST)).isZero();
    }

    @Test
    void whatWaitsForASlotIsDoneElsewhereAtOnce() {
        task.then((context, input) -> {
            engine.suspend(true);
            other();
            world.pass(NOTICED);
            assertThat(elsewhere.attempts).hasSize(3);
            return input;
        });
        List<TaskHandle<String>> handles =
                engine.client().enqueueAll(Scripted.class, List.of("a", "b", "c", "d"), EnqueueOptions.none());
        engine.runDue();
        assertThat(handles).extracting(world::status).containsOnly(TaskStatus.COMPLETED);
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void nothingIsClaimedUntilTheServerTakesWorkAgain() {
        world.settle();
        engine.suspend(true);
        world.pass(NOTICED);
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.pass(LONG);
        assertThat(world.row(handle).claim().token()).isZero();
        engine.suspend(false);
        world.pass(NOTICED);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(world.journal.count(Message.SUSPENDED)).isEqualTo(1);
        assertThat(world.journal.count(Message.RESUMED)).isEqualTo(1);
    }

    @Test
    void aClaimWhoseAnswerWasLostIsReturnedAllTheSame() {
        world.settle();
        engine.store().after(FaultyStore.Verb.CLAIM, () -> {
            if (engine.threadsAskedFor() == 0 && !world.rowsOf("task").isEmpty()) {
                engine.suspend(true);
                throw FaultyStore.unreachable();
            }
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.RUNNING);
        other();
        world.pass(NOTICED);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(elsewhere.attempts).hasSize(1);
    }

    @Test
    void aRefusedTurnIsNoticedAtOnce() {
        world.settle();
        engine.suspend(true);
        engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(world.journal.count(Message.SUSPENDED)).isEqualTo(1);
    }

    @Test
    void aBodyOutOfTimeIsBrokenOff() {
        task.then((context, input) -> {
            engine.suspend(true);
            world.pass(World.OPTIONS.timeout().plusSeconds(1));
            assertThat(context.cancelRequested()).isTrue();
            return "late";
        });
        assertThat(world.status(run())).isEqualTo(TaskStatus.TIMED_OUT);
    }

    @Test
    void aBodyThatIsCancelledElsewhereIsBrokenOff() {
        ManualEngine other = other();
        List<Boolean> told = new ArrayList<>();
        task.then((context, input) -> {
            engine.suspend(true);
            world.pass(NOTICED);
            other.client().cancel(context.executionId());
            world.pass(Duration.ofSeconds(1));
            told.add(context.cancelRequested());
            return "late";
        });
        assertThat(world.status(run())).isEqualTo(TaskStatus.CANCELLED);
        assertThat(told).containsExactly(true);
    }

    @Test
    void anOutageBreaksBodiesOffBeforeOthersMayRunThem() {
        List<Boolean> told = new ArrayList<>();
        task.then((context, input) -> {
            engine.suspend(true);
            engine.store().out();
            world.pass(World.LEASE);
            told.add(context.cancelRequested());
            engine.store().back();
            return "late";
        });
        run();
        assertThat(told).containsExactly(true);
        assertThat(world.journal.count(Message.LEASE_LOST)).isEqualTo(1);
    }

    @Test
    void aSuspensionShortlyBeforeTheLeaseEndsBreaksBodiesOffBeforeOthersMayRunThem() {
        List<Boolean> told = new ArrayList<>();
        task.then((context, input) -> {
            engine.store().out();
            world.pass(World.LEASE.multipliedBy(85).dividedBy(100));
            engine.suspend(true);
            told.add(context.cancelRequested());
            world.pass(World.LEASE.multipliedBy(10).dividedBy(100));
            told.add(context.cancelRequested());
            engine.store().back();
            return "late";
        });
        run();
        assertThat(told).containsExactly(false, true);
    }

    @Test
    void anOutcomeThatCouldNotBeWrittenIsWrittenWhenTheDatabaseIsBack() {
        task.then((context, input) -> {
            engine.suspend(true);
            world.pass(NOTICED);
            engine.store().out();
            return "here";
        });
        TaskHandle<String> handle = run();
        world.pass(Duration.ofSeconds(1));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.RUNNING);
        engine.store().back();
        world.pass(Duration.ofSeconds(2));
        assertThat(world.output(handle)).isEqualTo("\"here\"");
    }

    @Test
    void itIsNotReadyAndSaysWhyButItIsAlive() {
        world.settle();
        engine.suspend(true);
        world.pass(NOTICED);
        Report readiness = engine.health().readiness();
        assertThat(readiness.up()).isFalse();
        assertThat(readiness.data().get("error")).asString().contains("takes no work");
        world.pass(Duration.ofMinutes(10));
        assertThat(engine.health().liveness().up()).isTrue();
        engine.suspend(false);
        world.pass(NOTICED);
        assertThat(engine.health().readiness().up()).isTrue();
        assertThat(engine.health().liveness().up()).isTrue();
    }

    @Test
    void aSuspensionTooShortToBeSeenLosesNoLoop() {
        world.settle();
        engine.suspend(true);
        world.pass(Duration.ofMillis(600)); // by then the first turn has been dropped, and is not late yet
        engine.suspend(false);
        world.pass(Duration.ofMinutes(10));
        assertThat(world.journal.count(Message.SUSPENDED)).isZero();
        assertThat(world.journal.count(Message.LOOP_LATE)).isPositive();
        assertThat(world.journal.count(Message.LEASE_LOST)).isZero();
        assertThat(engine.health().liveness().up()).isTrue();
        assertThat(world.status(run())).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aSuspendedServerThatStopsHandsItsWorkBack() {
        task.then((context, input) -> {
            engine.suspend(true);
            world.pass(LONG);
            world.pause(engine);
            engine.store().before(FaultyStore.Verb.RENEW, () -> world.time.advance(LONG));
            engine.stop();
            return "late";
        });
        TaskHandle<String> handle = run();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        assertThat(world.row(handle).claim().crashes()).isZero();
        assertThat(world.rows.leases()).isEmpty();
    }
}
