package dev.durable.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.Elsewhere;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Engines that stop. */
class ShutdownTest {

    private static final Duration LIMIT = World.settings().timing().shutdownTimeout();

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final TestTask<String, String> registered = TestTask.scripted("task", task);
    private final ManualEngine engine = world.engine(World.settings(1, 3), registered);

    /** How many executions were claimed while bodies were waited for. */
    private final List<Long> runningMeanwhile = new ArrayList<>();

    private long running() {
        return world.rows.all().stream()
                .filter(row -> row.status() == TaskStatus.RUNNING)
                .count();
    }

    @AfterEach
    void end() {
        world.close();
    }

    /** Stops the engine from within a body, whose time passes with the renewals of the lease. */
    private Scripted.Script stopping() {
        return (context, input) -> {
            stop();
            return "late";
        };
    }

    private void stop() {
        engine.store().before(Verb.RENEW, () -> {
            runningMeanwhile.add(running());
            world.time.advance(LIMIT.minusSeconds(1));
        });
        world.pause(engine);
        engine.stop();
    }

    @Test
    void whatWaitsIsReturnedAndRunsElsewhereAtOnce() {
        task.then(stopping());
        List<TaskHandle<String>> handles =
                engine.client().enqueueAll(Scripted.class, List.of("a", "b", "c"), EnqueueOptions.none());
        engine.runDue();
        assertThat(runningMeanwhile).isNotEmpty().containsOnly(1L);
        assertThat(handles).extracting(world::status).containsOnly(TaskStatus.READY);
        world.engine(registered);
        world.settle();
        assertThat(handles).extracting(world::status).containsOnly(TaskStatus.COMPLETED);
        assertThat(world.rows.all()).allSatisfy(row -> {
            assertThat(row.claim().attempt()).isEqualTo(1);
            assertThat(row.claim().crashes()).isZero();
        });
    }

    @Test
    void aBodyThatDoesNotEndIsBrokenOffAndReturnedWithItsAttemptNotCounted() {
        List<Boolean> seen = new ArrayList<>();
        task.then((context, input) -> {
            seen.add(context.shutdownRequested());
            stop();
            seen.add(context.shutdownRequested());
            seen.add(context.cancelRequested());
            seen.add(Thread.currentThread().isInterrupted());
            return "late";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        assertThat(seen).containsExactly(false, true, true, true);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        world.engine(registered);
        world.settle();
        assertThat(world.output(handle)).isEqualTo("\"x\"");
        assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
        assertThat(world.row(handle).claim().crashes()).isZero();
    }

    @Test
    void aBodyThatEndsWithinTheLimitIsWaitedForAndItsOutcomeIsWritten() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        List<Boolean> seen = new ArrayList<>();
        task.then((context, input) -> {
            goOn.await();
            seen.add(context.shutdownRequested());
            seen.add(context.cancelRequested());
            return "done";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        Elsewhere<Boolean> body = Elsewhere.begin(engine::runDue);
        engine.store().before(Verb.RENEW, goOn::countDown);
        engine.stop();
        assertThat(body.answer()).isTrue();
        assertThat(seen).containsExactly(true, false);
        assertThat(world.output(handle)).isEqualTo("\"done\"");
        assertThat(world.rows.leases()).isEmpty();
    }

    @Test
    void theLeaseIsKeptWhileBodiesAreWaitedForAndReleasedAfterwards() {
        List<Integer> leases = new ArrayList<>();
        task.then((context, input) -> {
            int before = engine.store().calls(Verb.RENEW);
            stop();
            leases.add(engine.store().calls(Verb.RENEW) - before);
            leases.add(world.rows.leases().size());
            return "late";
        });
        engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        assertThat(leases).containsExactly(2, 0);
    }

    @Test
    void anOutcomeThatCouldNotBeWrittenBeforeIsWrittenNow() {
        task.then((context, input) -> {
            engine.store().out();
            return "done";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.RUNNING);
        engine.store().back();
        engine.stop();
        assertThat(world.output(handle)).isEqualTo("\"done\"");
    }

    @Test
    void itEndsWhileTheDatabaseIsOutAndOthersRescueWhatItHeld() {
        world.engine(TestTask.scripted("other", new Scripted.Other()));
        world.pass(World.LEASE);
        task.then((context, input) -> {
            engine.store().out();
            world.pause(engine);
            world.time.advance(LIMIT.dividedBy(2));
            List<Duration> steps = List.of(LIMIT, LIMIT);
            Elsewhere<Void> clock = Elsewhere.begin(() -> {
                steps.forEach(world.time::advance);
                return null;
            });
            engine.stop();
            clock.answer();
            return "late";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.RUNNING);
        world.engine(registered);
        world.pass(World.LEASE.multipliedBy(3));
        assertThat(world.output(handle)).isEqualTo("\"x\"");
        assertThat(world.row(handle).claim().crashes()).isEqualTo(1);
    }

    @Test
    void aLeaseThatEndsWhileItsRenewalHangsBreaksBodiesOffAtOnce() {
        List<Boolean> brokenOff = new ArrayList<>();
        task.then((context, input) -> {
            engine.store().before(Verb.RENEW, () -> {
                brokenOff.add(context.cancelRequested());
                world.time.advance(World.LEASE);
                engine.runLoops();
                brokenOff.add(context.cancelRequested());
                throw FaultyStore.unreachable();
            });
            world.pause(engine);
            engine.stop();
            return "late";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        assertThat(brokenOff).startsWith(false, true);
        assertThat(world.journal.count(Message.LEASE_LOST)).isEqualTo(1);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
    }

    @Test
    void nothingTurnsAfterwards() {
        engine.client().enqueue(Scripted.class, "x", EnqueueOptions.none().withDelay(Duration.ofSeconds(5)));
        world.settle();
        engine.stop();
        assertThat(engine.scheduler().nextDue()).isEmpty();
        assertThat(engine.spare().nextDue()).isEmpty();
        world.pass(Duration.ofMinutes(1));
        assertThat(task.attempts).isEmpty();
    }

    @Test
    void aStoppingThreadThatIsInterruptedStopsAtOnceAndStaysInterrupted() {
        List<Boolean> interrupted = new ArrayList<>();
        task.then((context, input) -> {
            Thread.currentThread().interrupt();
            world.pause(engine);
            engine.stop();
            interrupted.add(Thread.currentThread().isInterrupted());
            return "late";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        engine.runDue();
        assertThat(interrupted).containsExactly(true);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        assertThat(world.rows.leases()).isEmpty();
    }
}
