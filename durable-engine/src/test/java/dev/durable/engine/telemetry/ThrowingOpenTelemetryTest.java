package dev.durable.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import dev.durable.engine.signal.Telemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same scenario runs again and again, and each time another call of OpenTelemetry throws. */
class ThrowingOpenTelemetryTest {

    private final OpenTelemetrySdk sdk = sdk();
    private final BreakableTelemetry breakable = new BreakableTelemetry(sdk);
    private final Telemetry telemetry = new Recorder(breakable.api(), () -> 0);

    @AfterEach
    void end() {
        Context.root().makeCurrent();
        sdk.close();
    }

    private static OpenTelemetrySdk sdk() {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder().build())
                .setMeterProvider(SdkMeterProvider.builder()
                        .registerMetricReader(InMemoryMetricReader.create())
                        .build())
                .build();
    }

    /** What is seen of the scenario. */
    private record Seen(List<Object> rows, List<Integer> attempts, List<Long> figures, Map<Message, Long> said) {

        long failures() {
            return said.get(Message.TELEMETRY_FAILS);
        }

        Seen withoutFailures() {
            return new Seen(
                    rows,
                    attempts,
                    figures,
                    said.entrySet().stream()
                            .filter(entry -> entry.getKey() != Message.TELEMETRY_FAILS)
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        }
    }

    /** Something of everything that is counted or traced. */
    private static Seen scenario(Telemetry telemetry) {
        try (World world = new World()) {
            world.telemetry = telemetry;
            Scripted task = new Scripted();
            Scripted.Other other = new Scripted.Other();
            TestTask<?, ?>[] tasks = {
                TestTask.scripted("task", task),
                TestTask.scripted("other", other)
                        .transactional()
                        .with(EnqueueOptions.none().withMaxRetries(1))
            };
            ManualEngine rescuing = world.engine(tasks);
            world.pass(World.LEASE);
            ManualEngine slow = world.engine(tasks);
            task.then((context, input) -> {
                world.pause(slow);
                world.pass(Duration.ofSeconds(30));
                return "late";
            });
            other.then((context, input) -> {
                throw new IllegalStateException("once");
            });
            TaskHandle<String> rescued = slow.client().enqueue(Scripted.class, "x");
            slow.runDue();
            world.resume(slow);
            TaskHandle<String> retried = rescuing.client().enqueue(Scripted.Other.class, "y");
            world.pass(Duration.ofSeconds(5));
            rescuing.stop();
            slow.stop();
            return new Seen(
                    Arrays.asList(
                            world.status(rescued), world.output(rescued), world.status(retried), world.output(retried)),
                    List.of(task.attempts.size(), other.attempts.size()),
                    List.of(rescuing.figure("rescued"), slow.figure("refusedWriteBacks")),
                    Arrays.stream(Message.values())
                            .collect(Collectors.toMap(message -> message, world.journal::count)));
        }
    }

    /** What the scenario calls once the recorder is made: the code that makes it has to handle failures. */
    private Set<String> calls() {
        breakable.called();
        scenario(telemetry);
        return breakable.called();
    }

    @Test
    void theStoryCallsWhateverIsUsed() {
        assertThat(calls())
                .contains("Tracer.spanBuilder", "SpanBuilder.setParent", "SpanBuilder.startSpan")
                .contains("Span.storeInContext", "Context.makeCurrent", "Scope.close")
                .contains("Span.setAttribute", "Span.setStatus", "Span.end")
                .contains("LongCounter.add", "LongHistogram.record", "DoubleHistogram.record")
                .contains("Meter.gaugeBuilder", "ObservableLongGauge.close", "ObservableDoubleGauge.close");
    }

    private static Stream<Arguments> failures() {
        ThrowingOpenTelemetryTest sound = new ThrowingOpenTelemetryTest();
        try {
            return sound.calls().stream().sorted().flatMap(call -> Stream.of(
                            new IllegalStateException(call), new AssertionError(call))
                    .map(thrown -> Arguments.of(call, thrown)));
        } finally {
            sound.end();
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverOpenTelemetryThrowsChangesNothing(String call, Throwable thrown) {
        Seen sound = scenario(Telemetry.NONE);
        breakable.breaks(call, thrown);
        Seen seen = scenario(telemetry);

        assertThat(seen.failures()).isPositive();
        assertThat(seen.withoutFailures()).isEqualTo(sound.withoutFailures());
        assertThat(sound.rows()).containsExactly(TaskStatus.COMPLETED, "\"x\"", TaskStatus.COMPLETED, "\"y\"");
        assertThat(sound.attempts()).containsExactly(2, 2);
        assertThat(sound.figures()).containsExactly(1L, 1L);
        assertThat(Context.current()).isSameAs(Context.root());
    }

    @Test
    void withoutASpanNoTraceIsStoredAndLinesGrowFewer() {
        try (World world = new World()) {
            world.telemetry = telemetry;
            breakable.breaks("Tracer.spanBuilder", new IllegalStateException("no span"));
            ManualEngine engine = world.engine(TestTask.scripted("task", new Scripted()));
            List<TaskHandle<String>> handles =
                    engine.client().enqueueAll(Scripted.class, List.of("a", "b", "c", "d"), EnqueueOptions.none());
            world.settle();

            assertThat(handles).allSatisfy(handle -> {
                assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
                assertThat(world.row(handle).lineage().traceParent()).isNull();
            });
            assertThat(world.journal.count(Message.TELEMETRY_FAILS))
                    .as("of five")
                    .isEqualTo(3);
        }
    }
}
