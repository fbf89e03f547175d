package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.TaskExecution;
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

/** Bodies that take too long. */
class TimeoutTest {

    private static final EnqueueOptions TEN_SECONDS = EnqueueOptions.none().withTimeout(Duration.ofSeconds(10));

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    private ManualEngine engine() {
        return world.engine(TestTask.scripted("task", task));
    }

    /** Goes on for so long, whatever happens. */
    private Scripted.Script lasting(Duration duration) {
        return (context, input) -> {
            world.pass(duration);
            seen.add("cancel requested " + context.cancelRequested());
            return "late";
        };
    }

    @Test
    void aBodyThatTakesTooLongIsToldAndItsResultIsRefused() {
        task.then(lasting(Duration.ofSeconds(11)));
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x", TEN_SECONDS);
        world.settle();
        assertThat(seen).containsExactly("cancel requested true");
        TaskExecution<String> end = handle.execution();
        assertThat(end.status()).isEqualTo(TaskStatus.TIMED_OUT);
        assertThat(end.output()).isEmpty();
        assertThat(end.error().orElseThrow().kind()).isEqualTo(ErrorKind.TIMED_OUT);
        assertThat(end.error().orElseThrow().message()).contains("PT10S");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void aBodyThatEndsInTimeIsNotDisturbed() {
        task.then(lasting(Duration.ofSeconds(9)));
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", TEN_SECONDS);
        world.settle();
        assertThat(seen).containsExactly("cancel requested false");
        world.pass(Duration.ofSeconds(30));
        assertThat(handle.execution().output()).contains("late");
        assertThat(task.attempts.get(0).cancelRequested()).isFalse();
    }

    @Test
    void theExecutionTimesOutAtItsTimeAlthoughTheBodyGoesOn() {
        List<TaskStatus> during = new ArrayList<>();
        task.then((context, input) -> {
            world.pass(Duration.ofMillis(9_950));
            during.add(world.row(context.executionId()).status());
            world.pass(Duration.ofMillis(50));
            during.add(world.row(context.executionId()).status());
            world.pass(Duration.ofMinutes(2));
            during.add(world.row(context.executionId()).status());
            return "late";
        });
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", TEN_SECONDS);
        world.settle();
        assertThat(during).containsExactly(TaskStatus.RUNNING, TaskStatus.TIMED_OUT, TaskStatus.TIMED_OUT);
        assertThat(world.row(handle).times().finished())
                .isEqualTo(world.row(handle).times().created().plusSeconds(10));
    }

    @Test
    void anAttemptThatTookTooLongIsFollowedByTheNext() {
        task.then(lasting(Duration.ofSeconds(10))).then((context, input) -> "in time");
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x", TEN_SECONDS.withMaxRetries(1));
        world.settle();
        assertThat(handle.execution().status()).isEqualTo(TaskStatus.READY);
        world.pass(Duration.ofSeconds(1));
        assertThat(handle.execution().output()).contains("in time");
        assertThat(handle.execution().attempt()).isEqualTo(2);
    }

    @Test
    void theNextAttemptMayRunWhileTheBodyOfTheOneBeforeGoesOn() {
        task.then(lasting(Duration.ofSeconds(20))).then((context, input) -> "second");
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x", TEN_SECONDS.withMaxRetries(1));
        world.settle();
        assertThat(handle.execution().output()).contains("second");
        assertThat(task.attempts).hasSize(2);
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void theTimeInTheQueueDoesNotCount() {
        task.then(lasting(Duration.ofSeconds(4))).then(lasting(Duration.ofSeconds(9)));
        ManualEngine engine = world.engine(World.settings(1, 1), TestTask.scripted("task", task));
        engine.client().enqueueAll(Scripted.class, List.of("a", "b"), TEN_SECONDS);
        world.settle();
        assertThat(world.rows.all()).allMatch(row -> row.status() == TaskStatus.COMPLETED);
    }

    @Test
    void bodiesAreInterruptedThoughTheDatabaseTakesItsTime() {
        List<String> order = new ArrayList<>();
        ManualEngine engine = engine();
        engine.store().before(FaultyStore.Verb.WRITE_BACK, () -> order.add("written"));
        task.then((context, input) -> {
            engine.store()
                    .before(
                            FaultyStore.Verb.WRITE_BACK,
                            () -> order.add("written, interrupted "
                                    + Thread.currentThread().isInterrupted()));
            world.pass(Duration.ofSeconds(11));
            return "late";
        });
        engine.client().enqueue(Scripted.class, "x", TEN_SECONDS);
        world.settle();
        assertThat(order).containsExactly("written, interrupted true");
    }

    @Test
    void aBodyThatDoesNotEndIsReportedAsALostSlot() {
        ManualEngine engine = engine();
        List<Object> lost = new ArrayList<>();
        task.then((context, input) -> {
            world.pass(Duration.ofSeconds(11));
            assertThat(world.journal.count(Message.SLOT_LOST)).isZero();
            world.pass(Duration.ofSeconds(30));
            lost.add(engine.figure("lostSlots"));
            return "late";
        });
        engine.client().enqueue(Scripted.class, "x", TEN_SECONDS);
        world.settle();
        assertThat(lost).containsExactly(1L);
        assertThat(world.journal.count(Message.SLOT_LOST)).isEqualTo(1);
        assertThat(engine.figure("lostSlots")).isZero();
    }

    @Test
    void aDistantDeadlineDoesNotLookLikeALoopThatIsStuck() {
        ManualEngine engine = engine();
        List<Report> reports = new ArrayList<>();
        task.then((context, input) -> {
            world.pass(Duration.ofMinutes(10));
            reports.add(engine.health().liveness());
            return "done";
        });
        engine.client().enqueue(Scripted.class, "x", EnqueueOptions.none().withTimeout(Duration.ofMinutes(20)));
        world.settle();
        assertThat(reports).singleElement().satisfies(report -> assertThat(report.up())
                .as("%s", report.data())
                .isTrue());
    }
}
