package dev.durable.engine.execution;

import java.util.concurrent.atomic.LongAdder;

/** What has happened on this server since the engine started. */
public final class Counters {

    private final LongAdder refused = new LongAdder();
    private final LongAdder rescued = new LongAdder();

    void countRefusal() {
        refused.increment();
    }

    /** One more execution of a dead executor was given a new chance, or given up. */
    public void countRescue() {
        rescued.increment();
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
