package dev.durable.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.lang.reflect.Proxy;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts and traces fails, and nothing else does. */
class BrokenTelemetryTest {

    private final World world = new World();
    private final Scripted task = new Scripted();

    @AfterEach
    void end() {
        world.close();
    }

    private TestTask<String, String> task(boolean transactional) {
        TestTask<String, String> scripted = TestTask.scripted("task", task);
        return transactional ? scripted.transactional() : scripted;
    }

    /** Cannot take spans of that name. */
    private record Processor(String name) implements SpanProcessor {

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            if (span.getName().equals(name)) {
                throw new AssertionError("no " + name);
            }
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({"enqueue task, false", "enqueue task, true", "run task, false", "run task, true"})
    void anErrorOfASpanProcessorIsNoneOfTheExecution(String span, boolean transactional) {
        SdkTracerProvider tracers = SdkTracerProvider.builder()
                .addSpanProcessor(new Processor(span))
                .build();
        try (OpenTelemetrySdk sdk =
                OpenTelemetrySdk.builder().setTracerProvider(tracers).build()) {
            world.telemetry = new Recorder(sdk, () -> 0);
            assertCompletesAtOnce(transactional);
            assertThat(world.journal.count(Message.TELEMETRY_FAILS)).isEqualTo(1);
        }
    }

    private void assertCompletesAtOnce(boolean transactional) {
        ManualEngine engine = world.engine(task(transactional));
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.settle();

        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(world.output(handle)).isEqualTo("\"x\"");
        assertThat(task.attempts).hasSize(1);
        assertThat(engine.figure("refusedWriteBacks")).as("a second outcome").isZero();
    }

    /** Cannot write that anything could not be counted or traced. */
    private static final class FullDisk extends Handler {

        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().startsWith(Message.TELEMETRY_FAILS.id())) {
                throw new AssertionError("no space left");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void aFailureThatCannotBeLoggedIsNoneOfTheExecutionEither() {
        Handler handler = new FullDisk();
        Logger logger = Logger.getLogger("dev.durable");
        logger.addHandler(handler);
        try {
            anErrorOfASpanProcessorIsNoneOfTheExecution("enqueue task", false);
        } finally {
            logger.removeHandler(handler);
        }
    }

    /** The implementation of the port breaks its promise when a body has ended. */
    private static Telemetry breaking() {
        Telemetry.Run run = proxy(Telemetry.Run.class, "ended", () -> {
            throw new AssertionError("ended");
        });
        return proxy(Telemetry.class, "running", () -> run);
    }

    /** What a method of an interface does instead. */
    private interface Instead {
        Object call();
    }

    private static <T> T proxy(Class<T> type, String method, Instead instead) {
        Object nothing = type.isInstance(Telemetry.NONE) ? Telemetry.NONE : Telemetry.NONE.running(null, 0);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, arguments) ->
                        called.getName().equals(method) ? instead.call() : called.invoke(nothing, arguments)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatABodyCameToStaysWhateverIsThrownAfterIt(boolean transactional) {
        world.telemetry = breaking();
        assertCompletesAtOnce(transactional);
    }
}
