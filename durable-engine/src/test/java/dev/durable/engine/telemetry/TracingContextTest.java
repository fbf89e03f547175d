package dev.durable.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is current on a thread of the server's pool, before, in and after a body. */
class TracingContextTest {

    private static final ContextKey<String> APPLICATION = ContextKey.named("application");

    private final World world = new World();
    private final Recorded recorded = new Recorded(world);
    private final Scripted task = new Scripted();

    @BeforeEach
    void begin() {
        world.telemetry = recorded.telemetry();
    }

    @AfterEach
    void end() {
        Context.root().makeCurrent();
        world.close();
        recorded.close();
    }

    @Test
    void whatOthersLeaveOnTheThreadDoesNotReachTheBody() {
        ManualEngine engine = world.engine(TestTask.scripted("task", task));
        List<Baggage> seen = new ArrayList<>();
        List<String> spans = new ArrayList<>();
        task.then((context, input) -> {
            seen.add(Baggage.current());
            spans.add(Span.current().getSpanContext().getSpanId());
            return input;
        });
        engine.client().enqueue(Scripted.class, "x");
        Context left = Context.root().with(Baggage.builder().put("user", "else").build());
        left.makeCurrent();
        world.settle();

        assertThat(seen).containsExactly(Baggage.empty());
        assertThat(spans).containsExactly(recorded.span("run task").getSpanId());
        assertThat(Context.current()).as("what was current before").isSameAs(left);
    }

    @Test
    void whatABodyLeavesOpenDoesNotStayOnTheThread() {
        ManualEngine engine = world.engine(TestTask.scripted("task", task));
        task.then((context, input) -> {
            Context.current().with(APPLICATION, "gone").makeCurrent();
            return input;
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        Context before = Context.current();
        world.settle();

        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(recorded.spans("run task")).hasSize(1);
        assertThat(Context.current()).isSameAs(before);
    }

    @Test
    void whatABodyLeavesOpenDoesNotStayOnAThreadWhereSomethingWasCurrent() {
        ManualEngine engine = world.engine(TestTask.scripted("task", task).transactional());
        task.then((context, input) -> {
            Context.root().with(APPLICATION, "gone").makeCurrent();
            throw new IllegalStateException("and it fails");
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        Context before = Context.root().with(APPLICATION, "the server's");
        before.makeCurrent();
        world.settle();

        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(Context.current()).isSameAs(before);
    }
}
