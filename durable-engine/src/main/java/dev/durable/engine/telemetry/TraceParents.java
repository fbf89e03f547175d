package dev.durable.engine.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between spans and what is stored of them. In the standard's own format, whatever the server is told to propagate by:
 * another server, told otherwise, has to read it.
 */
final class TraceParents {

    private static final String FIELD = "traceparent";
    private static final TextMapPropagator FORMAT = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<String> STORED = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(String stored) {
            return List.of(FIELD);
        }

        @Override
        public @Nullable String get(@Nullable String stored, String key) {
            return key.equals(FIELD) ? stored : null;
        }
    };

    private TraceParents() {}

    /** What to store of a span; null if nothing goes on from it. */
    static @Nullable String of(Span span) {
        @Nullable String[] stored = new String[1];
        FORMAT.inject(Context.root().with(span), stored, (carrier, key, value) -> {
            if (carrier != null && key.equals(FIELD)) {
                carrier[0] = value;
            }
        });
        return stored[0];
    }

    /** In what goes on what is stored; nothing if nothing is, or if it cannot be read. */
    static Context context(@Nullable String stored) {
        return stored == null ? Context.root() : FORMAT.extract(Context.root(), stored, STORED);
    }
}
