package dev.durable.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop is one trace, with a span for each attempt of each iteration. */
class TracingLoopTest {

    private final World world = new World();
    private final Recorded recorded = new Recorded(world);

    @AfterEach
    void end() {
        world.close();
        recorded.close();
    }

    /** Takes three iterations, of which the second fails once. */
    static final class Stumbling implements LoopTask<String, Integer, String> {

        private boolean stumbled;

        @Override
        public Iteration<Integer, String> run(TaskContext context, String input, @Nullable Integer last) {
            int iteration = last == null ? 1 : last + 1;
            if (iteration == 2 && !stumbled) {
                stumbled = true;
                throw new IllegalStateException("once");
            }
            return iteration == 3 ? Iteration.done(input) : Iteration.again(iteration);
        }
    }

    @Test
    void eachAttemptOfEachIterationGoesOnFromTheEnqueue() {
        world.telemetry = recorded.telemetry();
        ManualEngine engine =
                world.engine(TestTask.loop("loop", new Stumbling(), String.class, Integer.class, String.class)
                        .with(EnqueueOptions.none().withMaxRetries(1)));
        TaskHandle<String> handle = engine.client().enqueue(Stumbling.class, "x");
        world.pass(Duration.ofSeconds(5));

        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        SpanData enqueue = recorded.span("enqueue loop");
        List<SpanData> runs = recorded.spans("run loop");
        assertThat(runs).extracting(SpanData::getTraceId).containsOnly(enqueue.getTraceId());
        assertThat(runs).extracting(SpanData::getParentSpanId).containsOnly(enqueue.getSpanId());
        assertThat(runs)
                .extracting(run -> run.getAttributes().get(AttributeKey.longKey("durable.iteration")))
                .containsExactly(1L, 2L, 2L, 3L);
        assertThat(runs)
                .extracting(run -> run.getAttributes().get(AttributeKey.longKey("durable.attempt")))
                .containsExactly(1L, 1L, 2L, 1L);
    }
}
