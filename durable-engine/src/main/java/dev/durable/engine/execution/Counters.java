package dev.durable.engine.execution;

import dev.durable.TaskStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has happened on this server since the engine started. */
public final class Counters {

    private final Map<TaskStatus, LongAdder> finished = new EnumMap<>(TaskStatus.class);
    private final LongAdder refused = new LongAdder();
    private final LongAdder rescued = new LongAdder();

    public Counters() {
        for (TaskStatus status : TaskStatus.values()) {
            finished.put(status, new LongAdder());
        }
    }

    void finished(TaskStatus status) {
        finished.get(status).increment();
    }

    void refused() {
        refused.increment();
    }

    /** One more execution of a dead executor was given a new chance. */
    public void countRescue() {
        rescued.increment();
    }

    /** How many executions have finished with that status in a transaction of this server. */
    public long finishedAs(TaskStatus status) {
        return finished.get(status).sum();
    }

    /** How many results came under a superseded claim and were refused. */
    public long refusedWriteBacks() {
        return refused.sum();
    }

    /** How many executions this server has rescued. */
    public long rescuedExecutions() {
        return rescued.sum();
    }
}
