package dev.durable.engine.telemetry;

import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.signal.Telemetry;
import dev.durable.spi.StoredExecution;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts and traces by OpenTelemetry. */
public final class Recorder implements Telemetry {

    /** By which users find and filter all that comes from here. */
    static final String NAME = "dev.durable";

    private static final Entry NOT_ENTERED = () -> {};

    private final Guard guard = new Guard();
    private final Meters meters;
    private final Spans spans;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime this server's monotonic clock
     */
    public Recorder(OpenTelemetry openTelemetry, LongSupplier nanoTime) {
        this.meters = new Meters(openTelemetry.getMeter(NAME));
        this.spans = new Spans(openTelemetry.getTracer(NAME));
        this.nanoTime = nanoTime;
    }

    @Override
    public Telemetry.Enqueue enqueuing(String taskId, int executions) {
        return new Spans.Enqueue(guard.get(Span.getInvalid(), () -> spans.enqueue(taskId, executions)), guard);
    }

    @Override
    public Telemetry.Run running(StoredExecution execution, long waitedNanos) {
        guard.run(() -> meters.waited(execution.taskId(), waited(execution, waitedNanos)));
        return new Run(execution, guard.get(Span.getInvalid(), () -> spans.run(execution)), nanoTime.getAsLong());
    }

    /** Until the claim by the database's clock, and from then on by this server's own. */
    private static Duration waited(StoredExecution execution, long nanosSinceClaim) {
        StoredExecution.Times times = execution.times();
        Duration untilClaim = times.started() == null ? Duration.ZERO : Duration.between(times.due(), times.started());
        return untilClaim.plusNanos(nanosSinceClaim);
    }

    @Override
    public void claimed(int executions) {
        guard.run(() -> meters.claimed(executions));
    }

    @Override
    public void ended(StoredExecution execution) {
        guard.run(() -> meters.ended(execution.taskId(), execution.status()));
    }

    @Override
    public void retried(String taskId) {
        guard.run(() -> meters.retried(taskId));
    }

    @Override
    public void refused(String taskId) {
        guard.run(() -> meters.refused(taskId));
    }

    @Override
    public void rescued(String taskId) {
        guard.run(() -> meters.rescued(taskId));
    }

    @Override
    public void observe(Gauges gauges) {
        guard.run(() -> meters.observe(gauges));
    }

    @Override
    public void stop() {
        guard.run(meters::stop);
    }

    private static String outcome(RunOutcome outcome, boolean brokenOff) {
        if (brokenOff) {
            return "broken_off";
        }
        if (outcome instanceof RunOutcome.Failed) {
            return "failed";
        }
        if (outcome instanceof RunOutcome.ClaimReturned) {
            return "claim_returned";
        }
        return outcome instanceof RunOutcome.Sleeps ? "slept" : "returned";
    }

    private final class Run implements Telemetry.Run {

        private final StoredExecution execution;
        private final Span span;
        private final long begunNanos;

        Run(StoredExecution execution, Span span, long begunNanos) {
            this.execution = execution;
            this.span = span;
            this.begunNanos = begunNanos;
        }

        @Override
        public @Nullable String traceParent() {
            return guard.<@Nullable String>get(null, () -> TraceParents.of(span));
        }

        @Override
        public Entry enter() {
            return guard.get(NOT_ENTERED, () -> {
                Context before = Context.current();
                Scope ours = Context.root().with(span).makeCurrent(); // and nothing of what is left on the thread
                return () -> leave(ours, before);
            });
        }

        /** Ours does not close over a scope that the body has left open, whose context may hold on to the application. */
        private void leave(Scope ours, Context before) {
            guard.run(ours::close);
            guard.run(() -> {
                if (Context.current() != before) {
                    before.makeCurrent();
                }
            });
        }

        @Override
        public void ended(RunOutcome outcome, boolean brokenOff) {
            String word = Recorder.outcome(outcome, brokenOff);
            guard.run(() -> meters.ran(execution.taskId(), word, Duration.ofNanos(nanoTime.getAsLong() - begunNanos)));
            guard.run(() -> Spans.end(span, word, outcome));
        }
    }
}
