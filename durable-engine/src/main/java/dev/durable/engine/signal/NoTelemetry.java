package dev.durable.engine.signal;

import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.spi.StoredExecution;
import org.jspecify.annotations.Nullable;

/** Records nothing, and costs nothing: what it hands out exists once. */
final class NoTelemetry implements Telemetry {

    private static final Entry ENTRY = () -> {};

    private static final Enqueue ENQUEUE = new Enqueue() {

        @Override
        public @Nullable String traceParent() {
            return null;
        }

        @Override
        public void stored() {}

        @Override
        public void close() {}
    };

    private static final Run RUN = new Run() {

        @Override
        public @Nullable String traceParent() {
            return null;
        }

        @Override
        public Entry enter() {
            return ENTRY;
        }

        @Override
        public void ended(RunOutcome outcome, boolean brokenOff) {}
    };

    @Override
    public Enqueue enqueuing(String taskId, int executions) {
        return ENQUEUE;
    }

    @Override
    public Run running(StoredExecution execution, long waitedNanos) {
        return RUN;
    }

    @Override
    public void claimed(int executions) {}

    @Override
    public void ended(StoredExecution execution) {}

    @Override
    public void retried(String taskId) {}

    @Override
    public void refused(String taskId) {}

    @Override
    public void rescued(String taskId) {}

    @Override
    public void observe(Gauges gauges) {}

    @Override
    public void stop() {}
}
