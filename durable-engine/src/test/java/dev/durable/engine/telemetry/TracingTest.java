package dev.durable.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.StoreException;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.signal.Telemetry;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One server enqueues, the other runs, and the trace goes on from there. */
class TracingTest {

    private final World world = new World();
    private final Recorded caller = new Recorded(world);
    private final Recorded runner = new Recorded(world);
    private final Scripted task = new Scripted();

    @AfterEach
    void end() {
        world.close();
        caller.close();
        runner.close();
    }

    private ManualEngine engine(Telemetry telemetry, TestTask<?, ?>... tasks) {
        world.telemetry = telemetry;
        return world.engine(tasks);
    }

    /** The server that enqueues: it has the same tasks and runs none of them. */
    private ManualEngine calling(TestTask<?, ?>... tasks) {
        for (TestTask<?, ?> one : tasks) {
            one.disabled();
        }
        return engine(caller.telemetry(), tasks);
    }

    private TestTask<String, String> task() {
        return TestTask.scripted("task", task);
    }

    private static void assertFollows(SpanData span, SpanData before) {
        assertThat(span.getTraceId()).isEqualTo(before.getTraceId());
        assertThat(span.getParentSpanId()).isEqualTo(before.getSpanId());
    }

    private static String text(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    private static Long number(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.longKey(key));
    }

    @Test
    void aRunGoesOnFromItsEnqueueOnAnotherServer() {
        ManualEngine calling = calling(task());
        engine(runner.telemetry(), task());
        TaskHandle<String> handle = calling.client().enqueue(Scripted.class, "x");
        world.settle();

        SpanData enqueue = caller.span("enqueue task");
        assertThat(enqueue.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(text(enqueue, "durable.task")).isEqualTo("task");
        assertThat(number(enqueue, "durable.executions")).isEqualTo(1);
        SpanData run = runner.span("run task");
        assertFollows(run, enqueue);
        assertThat(run.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(run.getParentSpanContext().isRemote()).isTrue();
        assertThat(run.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        String id = handle.executionId().toString();
        assertThat(text(run, "durable.task")).isEqualTo("task");
        assertThat(text(run, "durable.execution")).isEqualTo(id);
        assertThat(text(run, "durable.root")).isEqualTo(id);
        assertThat(text(run, "durable.outcome")).isEqualTo("returned");
        assertThat(number(run, "durable.attempt")).isEqualTo(1);
        assertThat(number(run, "durable.iteration")).isEqualTo(1);
        assertThat(world.row(handle).lineage().traceParent())
                .isEqualTo("00-" + enqueue.getTraceId() + "-" + enqueue.getSpanId() + "-01");
    }

    @Test
    void anEnqueueBelongsToWhatItsCallerDoes() {
        ManualEngine calling = calling(task());
        Span command = caller.sdk().getTracer("test").spanBuilder("command").startSpan();
        Scope current = command.makeCurrent();
        calling.client().enqueue(Scripted.class, "x");
        current.close();
        command.end();

        assertFollows(caller.span("enqueue task"), caller.span("command"));
    }

    @Test
    void whatIsEnqueuedTogetherHasOneSpan() {
        ManualEngine engine = engine(runner.telemetry(), task());
        engine.client().enqueueAll(Scripted.class, List.of("a", "b", "c"), EnqueueOptions.none());
        world.settle();

        SpanData enqueue = runner.span("enqueue task");
        assertThat(number(enqueue, "durable.executions")).isEqualTo(3);
        assertThat(runner.spans("run task")).hasSize(3).allSatisfy(run -> assertFollows(run, enqueue));
    }

    @Test
    void whatIsRefusedIsAFailedSpanAndLeavesNothingBehind() {
        ManualEngine engine = engine(runner.telemetry(), task());
        engine.store().before(Verb.INSERT, () -> {
            throw new StoreException("out");
        });
        assertThatThrownBy(() -> engine.client().enqueue(Scripted.class, "x")).isInstanceOf(StoreException.class);

        assertThat(runner.span("enqueue task").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void eachAttemptIsARunOfTheSameTrace() {
        ManualEngine engine =
                engine(runner.telemetry(), task().with(EnqueueOptions.none().withMaxRetries(1)));
        task.then((context, input) -> {
            throw new IllegalStateException("secret");
        });
        engine.client().enqueue(Scripted.class, "x");
        world.pass(Duration.ofSeconds(5));

        SpanData enqueue = runner.span("enqueue task");
        List<SpanData> runs = runner.spans("run task");
        assertThat(runs).hasSize(2).allSatisfy(run -> assertFollows(run, enqueue));
        assertThat(runs).extracting(run -> number(run, "durable.attempt")).containsExactly(1L, 2L);
        assertThat(runs).extracting(run -> text(run, "durable.outcome")).containsExactly("failed", "returned");
        SpanData failed = runs.get(0);
        assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(text(failed, "error.type")).isEqualTo(IllegalStateException.class.getName());
        assertThat(failed.toString()).as("the words of the error").doesNotContain("secret");
    }

    @Test
    void aBrokenOffBodySaysSo() {
        ManualEngine engine =
                engine(runner.telemetry(), task().with(EnqueueOptions.none().withTimeout(Duration.ofSeconds(2))));
        task.then((context, input) -> {
            world.passWithoutBodies(Duration.ofSeconds(5));
            return "late";
        });
        engine.client().enqueue(Scripted.class, "x");
        world.settle();

        assertThat(text(runner.span("run task"), "durable.outcome")).isEqualTo("broken_off");
    }

    @Test
    void whatABodyRecordsAndEnqueuesBelongsToItsRun() {
        ManualEngine engine = engine(runner.telemetry(), task(), TestTask.scripted("other", new Scripted.Other()));
        List<String> seen = new ArrayList<>();
        task.then((context, input) -> {
            seen.add(Span.current().getSpanContext().getSpanId());
            engine.client().enqueue(Scripted.Other.class, "y");
            return input;
        });
        engine.client().enqueue(Scripted.class, "x");
        world.settle();

        SpanData run = runner.span("run task");
        assertThat(seen).containsExactly(run.getSpanId());
        assertFollows(runner.span("enqueue other"), run);
        assertFollows(runner.span("run other"), runner.span("enqueue other"));
        assertThat(Span.current().getSpanContext().isValid())
                .as("something is left on the thread")
                .isFalse();
    }

    @Test
    void aRepetitionBelongsToWhoeverAsksForIt() {
        ManualEngine engine = engine(runner.telemetry(), task());
        task.then((context, input) -> {
            throw new IllegalStateException("once");
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.settle();
        engine.client().retry(handle.executionId());
        world.settle();

        List<SpanData> enqueues = runner.spans("enqueue task");
        assertThat(enqueues).hasSize(2);
        assertFollows(runner.spans("run task").get(1), enqueues.get(1));
        assertThat(enqueues.get(1).getTraceId()).isNotEqualTo(enqueues.get(0).getTraceId());
    }

    /** Doubles. */
    static final class Twice implements DurableTask<Integer, Integer> {
        @Override
        public Integer run(TaskContext context, Integer number) {
            return 2 * number;
        }
    }

    /** Has a number doubled. */
    static final class Family implements ParentTask<Integer, String, Integer> {
        @Override
        public Children<String> run(TaskContext context, Integer number) {
            return Children.of("twice").and(Twice.class, number);
        }

        @Override
        public Integer combine(TaskContext context, Finished<Integer, String> all) {
            return all.outputs(Twice.class).get(0);
        }
    }

    @Test
    void childrenGoOnFromTheRunThatSpawnedThemAndTheCombineStepFromTheEnqueue() {
        TestTask<Integer, Integer> family = TestTask.parent(
                "family", new Family(), Integer.class, String.class, Integer.class, ChildFailurePolicy.COLLECT);
        TestTask<Integer, Integer> twice = TestTask.plain("twice", new Twice(), Integer.class, Integer.class);
        ManualEngine engine = engine(runner.telemetry(), family, twice);
        TaskHandle<Integer> handle = engine.client().enqueue(Family.class, 4);
        world.settle();

        assertThat(world.output(handle)).isEqualTo("8");
        SpanData enqueue = runner.span("enqueue family");
        List<SpanData> runs = runner.spans("run family");
        assertThat(runs).hasSize(2).allSatisfy(run -> assertFollows(run, enqueue));
        SpanData child = runner.span("run twice");
        assertFollows(child, runs.get(0));
        assertThat(text(child, "durable.root")).isEqualTo(handle.executionId().toString());
    }

    /** Doubles twice. */
    static final class Chain implements SequenceTask<Integer, Integer> {
        @Override
        public Steps<Integer, Integer> steps() {
            return Steps.first(Twice.class).then(Twice.class);
        }
    }

    @Test
    void theFirstStepGoesOnFromTheRunOfTheSequenceAndTheOthersFromTheEnqueue() {
        ManualEngine engine = engine(
                runner.telemetry(),
                TestTask.sequence("chain", new Chain(), Integer.class, Integer.class),
                TestTask.plain("twice", new Twice(), Integer.class, Integer.class));
        TaskHandle<Integer> handle = engine.client().enqueue(Chain.class, 4);
        world.settle();

        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        List<SpanData> steps = runner.spans("run twice");
        assertThat(steps).hasSize(2);
        assertFollows(steps.get(0), runner.span("run chain"));
        assertFollows(steps.get(1), runner.span("enqueue chain"));
    }

    @Test
    void whatIsNotSampledIsNotSampledElsewhereEither() {
        try (Recorded silent = new Recorded(world, Sampler.alwaysOff())) {
            ManualEngine calling = engine(silent.telemetry(), task().disabled());
            engine(runner.telemetry(), task());
            TaskHandle<String> handle = calling.client().enqueue(Scripted.class, "x");
            world.settle();

            assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
            assertThat(world.row(handle).lineage().traceParent()).endsWith("-00");
            assertThat(runner.spans("run task")).isEmpty();
        }
    }

    @Test
    void aServerWithoutTracingKeepsTheTraceForOthers() {
        ManualEngine calling = calling(task());
        TestTask<Integer, Integer> twice = TestTask.plain("twice", new Twice(), Integer.class, Integer.class);
        engine(Telemetry.NONE, task(), twice);
        TaskHandle<String> traced = calling.client().enqueue(Scripted.class, "x");
        world.telemetry = Telemetry.NONE;
        TaskHandle<Integer> untraced = world.engine(twice).client().enqueue(Twice.class, 2);
        world.settle();

        assertThat(world.row(traced).lineage().traceParent()).isNotNull();
        assertThat(world.row(untraced).lineage().traceParent()).isNull();
    }

    @Test
    void whatCannotBeReadBeginsATraceOfItsOwn() {
        engine(runner.telemetry(), task());
        ExecutionId id = new ExecutionId(UUID.randomUUID());
        world.rows.insert(List.of(untraceable(id)));
        world.pass(World.POLL);

        assertThat(world.row(id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(runner.span("run task").getParentSpanContext().isValid()).isFalse();
    }

    private static NewExecution untraceable(ExecutionId id) {
        return new NewExecution(
                id, "task", Lineage.root(id).tracedFrom("nonsense"), Duration.ZERO, EnqueueOptions.none(), "\"x\"");
    }
}
