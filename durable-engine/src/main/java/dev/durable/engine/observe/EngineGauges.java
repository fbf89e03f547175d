package dev.durable.engine.observe;

import dev.durable.engine.run.HeldAttempts;
import dev.durable.engine.run.OutcomeWriter;
import dev.durable.engine.signal.Telemetry;
import dev.durable.spi.TaskExecutionViews.Figures;
import org.jspecify.annotations.Nullable;

/**
 * What can be measured of a started engine at any time.
 *
 * @param executor what this executor is called
 * @param slots how many bodies may run at once
 */
public record EngineGauges(String executor, int slots, HeldAttempts attempts, OutcomeWriter writer, Probe probe)
        implements Telemetry.Gauges {

    @Override
    public int slotsUsed() {
        return attempts.used();
    }

    @Override
    public int slotsLost() {
        return attempts.lost();
    }

    @Override
    public int outcomesToWrite() {
        return writer.waiting();
    }

    @Override
    public @Nullable Figures figures() {
        return probe.current();
    }
}
