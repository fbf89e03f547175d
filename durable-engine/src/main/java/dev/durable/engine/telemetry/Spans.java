package dev.durable.engine.telemetry;

import dev.durable.TaskError;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.signal.Telemetry;
import dev.durable.spi.StoredExecution;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import org.jspecify.annotations.Nullable;

/** One span for each enqueue, and one for each run of a body that goes on from there, on whatever server. */
final class Spans {

    private static final AttributeKey<String> TASK = AttributeKey.stringKey(Attribute.TASK.key());
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey(Attribute.OUTCOME.key());
    private static final AttributeKey<String> EXECUTION = AttributeKey.stringKey(Attribute.EXECUTION.key());
    private static final AttributeKey<String> ROOT = AttributeKey.stringKey(Attribute.ROOT.key());
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey(Attribute.ATTEMPT.key());
    private static final AttributeKey<Long> ITERATION = AttributeKey.longKey(Attribute.ITERATION.key());
    private static final AttributeKey<Long> EXECUTIONS = AttributeKey.longKey(Attribute.EXECUTIONS.key());
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey(Attribute.ERROR.key());

    private final Tracer tracer;

    Spans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Begins within whatever the calling thread is doing. */
    Span enqueue(String taskId, int executions) {
        return tracer.spanBuilder("enqueue " + taskId)
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(TASK, taskId)
                .setAttribute(EXECUTIONS, (long) executions)
                .startSpan();
    }

    /** Begins within what enqueued it, and not within what happens to be left on a thread of the server's pool. */
    Span run(StoredExecution execution) {
        return tracer.spanBuilder("run " + execution.taskId())
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(TraceParents.context(execution.lineage().traceParent()))
                .setAttribute(TASK, execution.taskId())
                .setAttribute(EXECUTION, execution.id().toString())
                .setAttribute(ROOT, execution.lineage().rootId().toString())
                .setAttribute(ATTEMPT, (long) execution.claim().attempt())
                .setAttribute(ITERATION, (long) execution.claim().iteration())
                .startSpan();
    }

    /** Ends it. The words of an error stay in the database: they may say more than who reads traces may know. */
    static void end(Span run, String outcome, RunOutcome what) {
        run.setAttribute(OUTCOME, outcome);
        if (what instanceof RunOutcome.Failed failed) {
            run.setStatus(StatusCode.ERROR);
            run.setAttribute(ERROR, type(failed.error()));
        }
        run.end();
    }

    private static String type(TaskError error) {
        @Nullable String thrown = error.exceptionType();
        return thrown == null ? error.kind().name() : thrown;
    }

    /** An enqueue that is under way. */
    static final class Enqueue implements Telemetry.Enqueue {

        private final Span span;
        private final Guard guard;
        private boolean stored;

        Enqueue(Span span, Guard guard) {
            this.span = span;
            this.guard = guard;
        }

        @Override
        public @Nullable String traceParent() {
            return guard.<@Nullable String>get(null, () -> TraceParents.of(span));
        }

        @Override
        public void stored() {
            stored = true;
        }

        @Override
        public void close() {
            guard.run(() -> {
                if (!stored) {
                    span.setStatus(StatusCode.ERROR);
                }
                span.end();
            });
        }
    }
}
