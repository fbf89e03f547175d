package dev.durable.engine.telemetry;

import dev.durable.engine.World;
import dev.durable.engine.signal.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The OpenTelemetry of one server, which keeps in memory what others would export. */
final class Recorded implements AutoCloseable {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final OpenTelemetrySdk sdk;
    private final World world;
    private final Instant begin;

    Recorded(World world) {
        this(world, Sampler.parentBased(Sampler.alwaysOn()));
    }

    Recorded(World world, Sampler sampler) {
        this.world = world;
        begin = world.time.instant();
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(reader).build())
                .build();
    }

    OpenTelemetrySdk sdk() {
        return sdk;
    }

    /** What an engine is given. */
    Telemetry telemetry() {
        return new Recorder(
                sdk, () -> Duration.between(begin, world.time.instant()).toNanos());
    }

    /** What ended here, in that order. */
    List<SpanData> spans(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    /** The only one of that name. */
    SpanData span(String name) {
        List<SpanData> spans = spans(name);
        if (spans.size() != 1) {
            throw new AssertionError("Not one span " + name + " but " + spans);
        }
        return spans.get(0);
    }

    /** What a metric says: its value for each combination of attributes; of a histogram, the sum. */
    Map<Attributes, Double> metric(String name) {
        return points(name).stream().collect(Collectors.toMap(PointData::getAttributes, Recorded::value));
    }

    private List<? extends PointData> points(String name) {
        return reader.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .map(MetricData::getData)
                .flatMap(data -> data.getPoints().stream())
                .toList();
    }

    private static double value(PointData point) {
        if (point instanceof LongPointData number) {
            return number.getValue();
        }
        return point instanceof DoublePointData number ? number.getValue() : ((HistogramPointData) point).getSum();
    }

    /** Pairs of a key and a value. */
    static Attributes of(String key, String value) {
        return Attributes.of(AttributeKey.stringKey(key), value);
    }

    static Attributes of(String key, String value, String other, String otherValue) {
        return Attributes.of(AttributeKey.stringKey(key), value, AttributeKey.stringKey(other), otherValue);
    }

    @Override
    public void close() {
        sdk.close();
    }
}
