package dev.durable.engine.signal;

import dev.durable.spi.StoredExecution;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What has happened on this server since the engine started. */
public final class Counters {

    private final LongAdder refused = new LongAdder();
    private final LongAdder rescued = new LongAdder();
    private final Telemetry telemetry;

    /**
     * @param telemetry who is told of it as well
     */
    public Counters(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    void countRefusal(String taskId) {
        refused.increment();
        telemetry.refused(taskId);
    }

    /** One more execution of a dead executor was given a new chance, or given up. */
    public void countRescue(String taskId) {
        rescued.increment();
        telemetry.rescued(taskId);
    }

    void countRetry(String taskId) {
        telemetry.retried(taskId);
    }

    /** A row is written as closed exactly once, and as finished once or twice. */
    void countEnds(List<StoredExecution> changed) {
        for (StoredExecution row : changed) {
            if (row.isNotified()) {
                telemetry.ended(row);
            }
        }
    }

    /** How many results came under a superseded claim and were refused. */
    public long refused() {
        return refused.sum();
    }

    /** How many executions this server has rescued. */
    public long rescued() {
        return rescued.sum();
    }
}
