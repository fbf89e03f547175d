package dev.durable.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import io.opentelemetry.api.common.Attributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted and measured. */
class MetricsTest {

    private final World world = new World();
    private final Recorded recorded = new Recorded(world);
    private final Scripted task = new Scripted();

    @BeforeEach
    void begin() {
        world.telemetry = recorded.telemetry();
    }

    @AfterEach
    void end() {
        world.close();
        recorded.close();
    }

    private TestTask<String, String> task() {
        return TestTask.scripted("task", task);
    }

    private static Attributes task(String key, String value) {
        return Recorded.of("durable.task", "task", key, value);
    }

    private static final Attributes TASK = Recorded.of("durable.task", "task");
    private static final Attributes EXECUTOR = Recorded.of("durable.executor", "test");

    @Test
    void executionsAreCountedByTaskAndByHowTheyEnded() {
        ManualEngine engine = world.engine(task());
        task.then((context, input) -> {
            throw new IllegalStateException("no");
        });
        engine.client().enqueueAll(Scripted.class, List.of("a", "b", "c"), EnqueueOptions.none());
        world.settle();

        assertThat(recorded.metric("durable.executions"))
                .isEqualTo(Map.of(task("durable.status", "COMPLETED"), 2.0, task("durable.status", "FAILED"), 1.0));
    }

    /** Has a word echoed. */
    static final class Family implements ParentTask<String, String, String> {
        @Override
        public Children<String> run(TaskContext context, String word) {
            return Children.of("").and(Scripted.class, word).and(Scripted.class, word);
        }

        @Override
        public String combine(TaskContext context, Finished<String, String> all) {
            return String.join(" ", all.outputs(Scripted.class));
        }
    }

    @Test
    void whatFinishesBeforeItsRelativesKnowIsCountedOnceAllTheSame() {
        TestTask<String, String> family = TestTask.parent(
                "family", new Family(), String.class, String.class, String.class, ChildFailurePolicy.COLLECT);
        ManualEngine engine = world.engine(family, task().transactional());
        TaskHandle<String> handle = engine.client().enqueue(Family.class, "x");
        world.settle();

        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        // The combine step is an execution of its own, of the same task.
        assertThat(recorded.metric("durable.executions"))
                .isEqualTo(Map.of(
                        task("durable.status", "COMPLETED"),
                        2.0,
                        Recorded.of("durable.task", "family", "durable.status", "COMPLETED"),
                        2.0));
    }

    @Test
    void timesAreMeasuredInSeconds() {
        ManualEngine engine = world.engine(task());
        task.then((context, input) -> {
            world.time.advance(Duration.ofSeconds(7));
            return input;
        });
        engine.client().enqueue(Scripted.class, "x", EnqueueOptions.none().withDelay(Duration.ofSeconds(60)));
        world.passWithoutBodies(Duration.ofSeconds(63)); // three of them in vain for a thread
        world.settle();

        assertThat(recorded.metric("durable.wait.duration").get(TASK)).isCloseTo(3, within(0.1));
        assertThat(recorded.metric("durable.run.duration")).isEqualTo(Map.of(task("durable.outcome", "returned"), 7.0));
    }

    @Test
    void claimsAreMeasuredThatFoundSomething() {
        ManualEngine engine = world.engine(task());
        engine.client().enqueueAll(Scripted.class, List.of("a", "b", "c"), EnqueueOptions.none());
        world.pass(Duration.ofSeconds(5));

        assertThat(recorded.metric("durable.claim.size")).isEqualTo(Map.of(Attributes.empty(), 3.0));
    }

    @Test
    void failedAttemptsThatAnotherFollowsAreRetries() {
        ManualEngine engine = world.engine(task().with(EnqueueOptions.none().withMaxRetries(1)));
        task.always((context, input) -> {
            throw new IllegalStateException("no");
        });
        engine.client().enqueue(Scripted.class, "x");
        world.pass(Duration.ofSeconds(5));

        assertThat(task.attempts).hasSize(2);
        assertThat(recorded.metric("durable.retries")).isEqualTo(Map.of(TASK, 1.0));
    }

    @Test
    void whatADeadServerHeldIsARescueAndWhatItSaysLaterIsRefused() {
        world.engine(task());
        world.pass(World.LEASE);
        ManualEngine slow = world.engine(task());
        task.then((context, input) -> {
            world.pause(slow);
            world.pass(Duration.ofSeconds(30));
            return "late";
        });
        TaskHandle<String> handle = slow.client().enqueue(Scripted.class, "x");
        slow.runDue();
        world.resume(slow);
        world.pass(Duration.ofSeconds(5));

        assertThat(world.output(handle)).isEqualTo("\"x\"");
        assertThat(recorded.metric("durable.rescues")).isEqualTo(Map.of(TASK, 1.0));
        assertThat(recorded.metric("durable.write_backs.refused")).isEqualTo(Map.of(TASK, 1.0));
    }

    @Test
    void gaugesSayHowThingsStandUntilTheEngineStops() {
        ManualEngine engine = world.engine(World.settings(2, 4), task());
        task.then((context, input) -> {
            world.passWithoutBodies(Duration.ofSeconds(4));
            assertGauge("durable.slots", 2);
            assertGauge("durable.slots.used", 1);
            assertGauge("durable.slots.lost", 0);
            assertGauge("durable.running", 6);
            assertGauge("durable.backlog", 3);
            assertThat(recorded.metric("durable.backlog.age").get(EXECUTOR)).isBetween(2.0, 4.0);
            return input;
        });
        List<String> nine = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9");
        engine.client().enqueueAll(Scripted.class, nine, EnqueueOptions.none());
        world.settle();
        assertThat(task.attempts).hasSize(9);
        assertGauge("durable.slots.used", 0);

        engine.stop();
        assertThat(recorded.metric("durable.slots")).isEmpty();
        assertThat(recorded.metric("durable.backlog")).isEmpty();
    }

    private void assertGauge(String name, double value) {
        assertThat(recorded.metric(name)).as(name).isEqualTo(Map.of(EXECUTOR, value));
    }

    @Test
    void outcomesThatWaitAndFiguresThatAreOldShowAnOutage() {
        ManualEngine engine = world.engine(task());
        task.then((context, input) -> {
            engine.store().out();
            return input;
        });
        engine.client().enqueue(Scripted.class, "x");
        world.pass(Duration.ofSeconds(8));

        assertGauge("durable.write_backs.waiting", 1);
        assertThat(recorded.metric("durable.backlog"))
                .as("what nobody knows at present")
                .isEmpty();
    }

    @Test
    void enginesThatShareAnOpenTelemetryAreMeasuredSideBySide() {
        ManualEngine orders = world.engine(World.settings("orders", 2, 4), task());
        world.telemetry = recorded.telemetry();
        world.engine(World.settings("bills", 3, 4), task());
        world.pass(Duration.ofSeconds(4));
        Attributes bills = Recorded.of("durable.executor", "bills");

        assertThat(recorded.metric("durable.slots"))
                .isEqualTo(Map.of(Recorded.of("durable.executor", "orders"), 2.0, bills, 3.0));
        assertThat(recorded.metric("durable.backlog")).hasSize(2);

        orders.stop();
        assertThat(recorded.metric("durable.slots")).isEqualTo(Map.of(bills, 3.0));
    }
}
