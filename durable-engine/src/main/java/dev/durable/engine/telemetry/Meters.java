package dev.durable.engine.telemetry;

import dev.durable.TaskStatus;
import dev.durable.engine.signal.Telemetry.Gauges;
import dev.durable.spi.TaskExecutionViews.Figures;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The metrics. */
final class Meters {

    private static final AttributeKey<String> TASK = AttributeKey.stringKey(Attribute.TASK.key());
    private static final AttributeKey<String> STATUS = AttributeKey.stringKey(Attribute.STATUS.key());
    private static final AttributeKey<String> EXECUTOR = AttributeKey.stringKey(Attribute.EXECUTOR.key());
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey(Attribute.OUTCOME.key());

    /** From what a statement takes to what a patient body does: OpenTelemetry's own boundaries are meant for millis. */
    private static final List<Double> SECONDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 3_600.0);

    private static final List<Long> SIZES = List.of(1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L, 500L);

    private static final double NANOS = 1e9;

    private final Meter meter;
    private final LongCounter executions;
    private final DoubleHistogram runDuration;
    private final DoubleHistogram waitDuration;
    private final LongHistogram claimSize;
    private final LongCounter retries;
    private final LongCounter rescues;
    private final LongCounter refused;
    private final ConcurrentLinkedQueue<AutoCloseable> observed = new ConcurrentLinkedQueue<>();

    Meters(Meter meter) {
        this.meter = meter;
        executions = counter(Instrument.EXECUTIONS);
        runDuration = seconds(Instrument.RUN_DURATION);
        waitDuration = seconds(Instrument.WAIT_DURATION);
        claimSize = sizes(Instrument.CLAIM_SIZE);
        retries = counter(Instrument.RETRIES);
        rescues = counter(Instrument.RESCUES);
        refused = counter(Instrument.REFUSED);
    }

    private LongCounter counter(Instrument what) {
        return meter.counterBuilder(what.metric())
                .setUnit(what.unit())
                .setDescription(what.meaning())
                .build();
    }

    private DoubleHistogram seconds(Instrument what) {
        return meter.histogramBuilder(what.metric())
                .setUnit(what.unit())
                .setDescription(what.meaning())
                .setExplicitBucketBoundariesAdvice(SECONDS)
                .build();
    }

    private LongHistogram sizes(Instrument what) {
        return meter.histogramBuilder(what.metric())
                .setUnit(what.unit())
                .setDescription(what.meaning())
                .ofLongs()
                .setExplicitBucketBoundariesAdvice(SIZES)
                .build();
    }

    void ended(String taskId, TaskStatus status) {
        executions.add(1, Attributes.of(TASK, taskId, STATUS, status.name()));
    }

    void ran(String taskId, String outcome, Duration duration) {
        runDuration.record(duration.toNanos() / NANOS, Attributes.of(TASK, taskId, OUTCOME, outcome));
    }

    void waited(String taskId, Duration duration) {
        waitDuration.record(duration.toNanos() / NANOS, Attributes.of(TASK, taskId));
    }

    void claimed(int size) {
        claimSize.record(size);
    }

    void retried(String taskId) {
        retries.add(1, Attributes.of(TASK, taskId));
    }

    void rescued(String taskId) {
        rescues.add(1, Attributes.of(TASK, taskId));
    }

    void refused(String taskId) {
        refused.add(1, Attributes.of(TASK, taskId));
    }

    /** From now on these are read whenever metrics are collected, until all of it is stopped. */
    void observe(Gauges gauges) {
        here(Instrument.SLOTS, gauges, Gauges::slots);
        here(Instrument.SLOTS_USED, gauges, Gauges::slotsUsed);
        here(Instrument.SLOTS_LOST, gauges, Gauges::slotsLost);
        here(Instrument.OUTCOMES_WAITING, gauges, Gauges::outcomesToWrite);
        everywhere(Instrument.BACKLOG, gauges, Figures::ready);
        everywhere(
                Instrument.BACKLOG_AGE, gauges, figures -> figures.oldestReady().toNanos() / NANOS);
        everywhere(Instrument.RUNNING, gauges, Figures::running);
    }

    private void here(Instrument what, Gauges gauges, ToIntFunction<Gauges> value) {
        Attributes executor = executor(gauges);
        observed.add(meter.gaugeBuilder(what.metric())
                .setUnit(what.unit())
                .setDescription(what.meaning())
                .ofLongs()
                .buildWithCallback(measurement -> measurement.record(value.applyAsInt(gauges), executor)));
    }

    /** What nobody knows at present is left out: an old figure would look like one of now. */
    private void everywhere(Instrument what, Gauges gauges, Function<Figures, Number> value) {
        Attributes executor = executor(gauges);
        observed.add(meter.gaugeBuilder(what.metric())
                .setUnit(what.unit())
                .setDescription(what.meaning())
                .buildWithCallback(measurement -> {
                    Figures figures = gauges.figures();
                    if (figures != null) {
                        measurement.record(value.apply(figures).doubleValue(), executor);
                    }
                }));
    }

    /** Applications may share an OpenTelemetry, which takes one value of a gauge for each combination of attributes. */
    private static Attributes executor(Gauges gauges) {
        return Attributes.of(EXECUTOR, gauges.executor());
    }

    /** The server's OpenTelemetry may outlive the application, and must not hold on to it. */
    void stop() {
        for (AutoCloseable gauge = observed.poll(); gauge != null; gauge = observed.poll()) {
            close(gauge);
        }
    }

    private static void close(AutoCloseable gauge) {
        try {
            gauge.close();
        } catch (Exception e) {
            throw new IllegalStateException("A gauge cannot be taken back", e);
        }
    }
}
