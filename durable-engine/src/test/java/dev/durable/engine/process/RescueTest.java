package dev.durable.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import dev.durable.spi.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that die or stand still while bodies run. */
class RescueTest {

    private static final Duration RESCUE_INTERVAL = World.LEASE.dividedBy(2);

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final TestTask<String, String> registered = TestTask.scripted("task", task);

    @AfterEach
    void end() {
        world.close();
    }

    /** An engine that is allowed to judge others already. */
    private ManualEngine judge() {
        ManualEngine judge = world.engine(registered);
        world.pass(World.LEASE);
        return judge;
    }

    /** The body's server dies while it runs. */
    private Scripted.Script killing(ManualEngine engine) {
        return (context, input) -> {
            world.kill(engine);
            return "never seen";
        };
    }

    @Test
    void whatADeadServerRanRunsElsewhereWithinTheLeaseAndOneRescueInterval() {
        ManualEngine other = judge();
        ManualEngine dying = world.engine(registered);
        List<Instant> again = new ArrayList<>();
        task.then(killing(dying)).then((context, input) -> {
            again.add(world.time.instant());
            return "second";
        });
        // A timeout of a day has no say in this.
        TaskHandle<String> handle = dying.client()
                .enqueue(Scripted.class, "x", EnqueueOptions.none().withTimeout(Duration.ofDays(1)));
        Instant death = world.time.instant();
        dying.runDue();
        assertThat(world.row(handle).status()).isEqualTo(TaskStatus.RUNNING);
        world.pass(Duration.ofSeconds(30));
        assertThat(again).singleElement().satisfies(when -> assertThat(when)
                .isBetween(
                        death.plus(World.LEASE.dividedBy(2)),
                        death.plus(World.LEASE).plus(RESCUE_INTERVAL)));
        assertThat(world.output(handle)).isEqualTo("\"second\"");
        assertThat(other.figure("rescued")).isEqualTo(1);
        assertThat(world.journal.count(Message.RESCUED)).isEqualTo(1);
    }

    @Test
    void aCrashIsCountedAndIsNoAttempt() {
        judge();
        ManualEngine dying = world.engine(registered);
        task.then(killing(dying));
        TaskHandle<String> handle = dying.client().enqueue(Scripted.class, "x");
        dying.runDue();
        world.pass(Duration.ofSeconds(30));
        assertThat(world.row(handle).claim().crashes()).isEqualTo(1);
        assertThat(world.row(handle).claim().attempt()).isEqualTo(1);
        assertThat(task.attempts).extracting(TaskContext::attempt).containsExactly(1, 1);
    }

    /** Judges, but does not know the task, and so claims nothing. */
    private ManualEngine judgeOnly() {
        ManualEngine judge = world.engine(TestTask.scripted("another", new Scripted.Other()));
        world.pass(World.LEASE);
        return judge;
    }

    private void crash() {
        ManualEngine dying = world.engine(registered);
        task.then(killing(dying));
        dying.runDue();
        world.pass(World.LEASE.plus(RESCUE_INTERVAL));
    }

    @Test
    void whatKillsEveryServerIsGivenUp() {
        ManualEngine judge = judgeOnly();
        ManualEngine first = world.engine(registered);
        TaskHandle<String> handle = first.client().enqueue(Scripted.class, "x");
        world.kill(first);
        for (int crash = 1; crash <= 3; crash++) {
            crash();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
            assertThat(world.row(handle).claim().crashes()).isEqualTo(crash);
        }
        crash();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.CRASHED);
        assertThat(world.error(handle).message())
                .contains("after 4 server crashes")
                .contains("limit 3");
        assertThat(judge.figure("rescued")).isEqualTo(4);
        world.engine(registered);
        world.pass(Duration.ofMinutes(1));
        assertThat(task.attempts).hasSize(4);
    }

    @Test
    void executionsThatCrashedTwiceRunOneAtATime() {
        judgeOnly();
        ManualEngine first = world.engine(registered);
        first.client().enqueueAll(Scripted.class, List.of("a", "b", "c"), EnqueueOptions.none());
        world.kill(first);
        crash();
        crash();
        assertThat(world.rows.all()).allMatch(row -> row.claim().crashes() == 2);
        List<Long> running = new ArrayList<>();
        task.always((context, input) -> {
            world.pass(Duration.ofSeconds(3));
            running.add(world.rows.all().stream()
                    .filter(row -> row.status() == TaskStatus.RUNNING)
                    .count());
            return "done";
        });
        world.engine(registered);
        world.pass(Duration.ofSeconds(20));
        assertThat(running).containsExactly(1L, 1L, 1L);
        assertThat(world.rows.all()).allMatch(row -> row.status() == TaskStatus.COMPLETED);
    }

    @Test
    void aRescuedAttemptsLateResultIsRefusedAndCounted() {
        ManualEngine other = judge();
        ManualEngine slow = world.engine(registered);
        task.then((context, input) -> {
            world.pause(slow);
            world.pass(Duration.ofSeconds(30));
            return "late";
        });
        task.then((context, input) -> "in time");
        TaskHandle<String> handle = slow.client().enqueue(Scripted.class, "x");
        slow.runDue();
        assertThat(world.output(handle)).isEqualTo("\"in time\"");
        assertThat(slow.figure("refusedWriteBacks")).isEqualTo(1);
        assertThat(other.figure("refusedWriteBacks")).isZero();
        assertThat(world.journal.lines(Message.REFUSED))
                .singleElement()
                .asString()
                .contains(handle.executionId().toString(), "claim 1");
        assertThat(world.row(handle).claim().token()).isEqualTo(2);
        assertThat(slow.figure("heldHere")).isZero();
    }

    @Test
    void aLateFailureDoesNotFailTheSuccessor() {
        judge();
        ManualEngine slow = world.engine(registered);
        task.then((context, input) -> {
            world.pause(slow);
            world.pass(Duration.ofSeconds(30));
            throw new IllegalStateException("late");
        });
        task.then((context, input) -> "in time");
        TaskHandle<String> handle = slow.client().enqueue(Scripted.class, "x");
        slow.runDue();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aServerThatComesBackFindsThatItsExecutionWasTakenOver() {
        judge();
        ManualEngine slow = world.engine(registered);
        List<Boolean> cancelled = new ArrayList<>();
        task.then((context, input) -> {
            world.pause(slow);
            world.passWithoutBodies(Duration.ofSeconds(20));
            cancelled.add(context.cancelRequested());
            world.resume(slow);
            slow.runLoops();
            cancelled.add(context.cancelRequested());
            return "late";
        });
        TaskHandle<String> handle = slow.client().enqueue(Scripted.class, "x");
        slow.runDue();
        assertThat(cancelled).containsExactly(false, true);
        assertThat(slow.figure("refusedWriteBacks")).isZero();
        world.pass(Duration.ofSeconds(5));
        assertThat(world.output(handle)).isEqualTo("\"x\"");
    }

    @Test
    void aServerWhoseExecutionWasTakenOverIsToldAlthoughItIsRunningAgainElsewhere() {
        ManualEngine other = judge();
        ManualEngine first = world.engine(registered);
        List<Boolean> cancelled = new ArrayList<>();
        task.then((context, input) -> {
            world.rows.update(context.executionId(), row -> Optional.of(Change.to(TaskStatus.READY)));
            world.pause(first);
            world.passWithoutBodies(World.POLL);
            assertThat(world.row(context.executionId()).status()).isEqualTo(TaskStatus.RUNNING);
            world.resume(first);
            cancelled.add(context.cancelRequested());
            world.passWithoutBodies(Duration.ofSeconds(1));
            cancelled.add(context.cancelRequested());
            return "late";
        });
        TaskHandle<String> handle = first.client().enqueue(Scripted.class, "x");
        first.runDue();
        assertThat(cancelled).containsExactly(false, true);
        other.runDue();
        assertThat(world.output(handle)).isEqualTo("\"x\"");
    }

    @Test
    void aTaskThatGoesOnPastItsTimeoutOnALivingServerCountsAsTimedOut() {
        ManualEngine other = judge();
        ManualEngine odd = world.engine(registered);
        TaskHandle<String> handle = odd.client()
                .enqueue(
                        Scripted.class,
                        "x",
                        EnqueueOptions.none()
                                .withTimeout(Duration.ofSeconds(10))
                                .withMaxRetries(1));
        odd.store().before(FaultyStore.Verb.WRITE_BACK, () -> {
            throw FaultyStore.unreachable();
        });
        task.then((context, input) -> {
            world.pass(
                    Duration.ofSeconds(10).plus(World.LEEWAY).plus(World.LEASE).plus(RESCUE_INTERVAL));
            return "late";
        });
        odd.runDue();
        assertThat(world.journal.count(Message.OVERDUE)).isEqualTo(1);
        assertThat(world.journal.count(Message.RESCUED)).isZero();
        world.pass(Duration.ofSeconds(5));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(world.row(handle).claim().attempt()).isEqualTo(2);
        odd.store().heal();
        world.pass(Duration.ofSeconds(5));
        assertThat(odd.figure("outcomesToWrite")).isZero();
        assertThat(odd.figure("heldHere")).isZero();
        assertThat(other.figure("heldHere")).isZero();
    }
}
