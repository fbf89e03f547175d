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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that cannot say that they live. */
class LeaseTest {

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final TestTask<String, String> registered = TestTask.scripted("task", task);

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void anOutageThatOutlastsTheLeaseBreaksBodiesOffAndHandsThemBack() {
        ManualEngine engine = world.engine(registered);
        List<Boolean> seen = new ArrayList<>();
        task.then((context, input) -> {
            engine.store().out();
            world.pass(World.LEASE);
            seen.add(context.cancelRequested());
            engine.store().back();
            return "late";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        assertThat(seen).containsExactly(true);
        world.pass(Duration.ofSeconds(5));
        assertThat(world.output(handle)).isEqualTo("\"x\"");
        assertThat(world.row(handle).claim().crashes()).isZero();
        assertThat(world.row(handle).claim().token()).isEqualTo(2);
        assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
        assertThat(world.journal.count(Message.LEASE_LOST)).isEqualTo(1);
        assertThat(world.journal.lines(Message.LEASE_REGAINED))
                .singleElement()
                .asString()
                .contains("after 1 executions");
        assertThat(engine.figure("refusedWriteBacks")).isZero();
    }

    @Test
    void bodiesAreBrokenOffAsSoonAsThisServersShareOfTheLeaseIsOver() {
        ManualEngine engine = world.engine(registered);
        List<Boolean> seen = new ArrayList<>();
        task.then((context, input) -> {
            Duration renewal = World.LEASE.dividedBy(3);
            world.pass(renewal); // the lease now ends between two of the looks that come every tenth of it
            engine.store().out();
            world.pass(World.LEASE.multipliedBy(88).dividedBy(100));
            seen.add(context.cancelRequested());
            world.pass(World.LEASE.multipliedBy(3).dividedBy(100));
            seen.add(context.cancelRequested());
            engine.store().back();
            return "late";
        });
        engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void theEngineGoesOnUnderANewIdAndEndsTheOldLease() {
        ManualEngine engine = world.engine(registered);
        var before = List.copyOf(world.rows.leases().keySet());
        engine.store().out();
        world.pass(World.LEASE);
        engine.store().back();
        world.pass(Duration.ofSeconds(5));
        assertThat(world.rows.leases().keySet()).hasSize(1).doesNotContainAnyElementsOf(before);
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(world.output(handle)).isEqualTo("\"x\"");
    }

    @Test
    void aShortOutageCostsNothing() {
        ManualEngine engine = world.engine(registered);
        task.then((context, input) -> {
            engine.store().out();
            world.pass(Duration.ofSeconds(5));
            engine.store().back();
            world.pass(Duration.ofSeconds(5));
            return "first";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        world.pass(Duration.ofSeconds(5));
        assertThat(world.output(handle)).isEqualTo("\"first\"");
        assertThat(world.journal.count(Message.LEASE_LOST)).isZero();
    }

    @Test
    void nothingIsClaimedWithoutALease() {
        ManualEngine engine = world.engine(registered);
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.store().before(FaultyStore.Verb.RENEW, () -> {
            throw FaultyStore.unreachable();
        });
        world.time.advance(World.LEASE);
        world.pass(Duration.ofSeconds(5));
        assertThat(task.attempts).isEmpty();
        engine.store().heal();
        world.pass(Duration.ofSeconds(3));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void afterAnOutageForAllNobodyIsTakenForDead() {
        ManualEngine one = world.engine(registered);
        ManualEngine two = world.engine(registered);
        world.pass(World.LEASE);
        task.then((context, input) -> {
            one.store().out();
            two.store().out();
            world.pass(Duration.ofMinutes(1));
            // The other one is back first; this one's lease has long expired.
            two.store().back();
            world.pass(Duration.ofSeconds(5));
            one.store().back();
            world.pass(Duration.ofSeconds(5));
            return "late";
        });
        TaskHandle<String> handle = one.client().enqueue(Scripted.class, "x");
        one.runDue();
        world.pass(Duration.ofSeconds(20));
        assertThat(world.journal.count(Message.RESCUED)).isZero();
        assertThat(world.row(handle).claim().crashes()).isZero();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void nobodyJudgesOthersBeforeAFullLeaseOfItsOwn() {
        ManualEngine dying = world.engine(registered);
        task.then((context, input) -> {
            world.kill(dying);
            return "never seen";
        });
        TaskHandle<String> handle = dying.client().enqueue(Scripted.class, "x");
        dying.runDue();
        world.time.advance(World.LEASE);
        world.engine(registered);
        world.pass(World.LEASE.minus(Duration.ofMillis(50)));
        assertThat(world.row(handle).status()).isEqualTo(TaskStatus.RUNNING);
        world.pass(World.LEASE.dividedBy(2).plus(World.POLL));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aServerThatStoodStillPastItsLeaseBeginsAnew() {
        ManualEngine engine = world.engine(registered);
        var before = List.copyOf(world.rows.leases().keySet());
        List<Boolean> cancelled = new ArrayList<>();
        task.then((context, input) -> {
            // From here the renewal is due before the guard of the lease.
            world.pass(Duration.ofMillis(3_100));
            world.time.advance(Duration.ofSeconds(30));
            world.settle();
            cancelled.add(context.cancelRequested());
            return "late";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        world.pass(Duration.ofSeconds(5));
        assertThat(cancelled).containsExactly(true);
        assertThat(world.rows.leases().keySet()).doesNotContainAnyElementsOf(before);
        assertThat(world.row(handle).claim().crashes()).isZero();
        assertThat(world.output(handle)).isEqualTo("\"x\"");
    }

    @Test
    void aServerThatStoodStillJudgesNobodyBeforeOthersCouldRenew() {
        ManualEngine one = world.engine(registered);
        ManualEngine two = world.engine(registered);
        world.pass(World.LEASE);
        task.then((context, input) -> {
            // Both stand still; the other one is first to go on.
            world.pause(one);
            world.time.advance(Duration.ofMinutes(1));
            two.runLoops();
            world.resume(one);
            world.pass(Duration.ofSeconds(5));
            return "late";
        });
        TaskHandle<String> handle = one.client().enqueue(Scripted.class, "x");
        one.runDue();
        world.pass(Duration.ofSeconds(20));
        assertThat(world.journal.count(Message.RESCUED)).isZero();
        assertThat(world.row(handle).claim().crashes()).isZero();
    }

    @Test
    void bodiesAreBrokenOffWhileTheDatabaseHangs() {
        ManualEngine engine = world.engine(World.settings(1, 1), registered);
        List<Boolean> cancelled = new ArrayList<>();
        task.then((context, input) -> {
            // What waits for the slot is returned after half a lease, and the database does not answer to that.
            engine.store().beforeWriteBack(writeBacks -> {
                engine.store().heal();
                engine.store().before(FaultyStore.Verb.RENEW, () -> {
                    throw FaultyStore.unreachable();
                });
                world.pass(World.LEASE);
                cancelled.add(context.cancelRequested());
            });
            world.pass(World.LEASE);
            return "late";
        });
        engine.client().enqueueAll(Scripted.class, List.of("a", "b"), EnqueueOptions.none());
        engine.runDue();
        assertThat(cancelled).containsExactly(true);
    }

    @Test
    void whatIsClaimedWhileTheLeaseRunsOutDoesNotBegin() {
        List<Integer> threadsAtTheSecondClaim = new ArrayList<>();
        ManualEngine engine = world.engine(registered);
        world.pass(World.LEASE);
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.store().after(FaultyStore.Verb.CLAIM, () -> {
            engine.store().heal();
            engine.store().before(FaultyStore.Verb.CLAIM, () -> threadsAtTheSecondClaim.add(engine.threadsAskedFor()));
            world.time.advance(World.LEASE);
        });
        engine.runLoops();
        assertThat(task.attempts).isEmpty();
        assertThat(threadsAtTheSecondClaim).containsExactly(0);
        assertThat(world.row(handle).claim().token()).isEqualTo(2);
        engine.store().heal();
        world.pass(Duration.ofSeconds(5));
        assertThat(world.output(handle)).isEqualTo("\"x\"");
        assertThat(world.row(handle).claim().crashes()).isZero();
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void aLoopThatFailsForHoursSaysSoSeldom() {
        ManualEngine engine = world.engine(registered);
        engine.store().out();
        world.pass(Duration.ofHours(1));
        assertThat(world.journal.count(Message.LOOP_FAILS)).isLessThan(150);
        engine.store().back();
        world.pass(Duration.ofSeconds(3));
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(world.output(handle)).isEqualTo("\"x\"");
    }
}
