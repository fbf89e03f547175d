package dev.durable.it.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Takes what servers export by OTLP over HTTP, in Protocol Buffers, and keeps what tests ask for. */
public final class Collector implements AutoCloseable {

    /**
     * A span.
     *
     * @param service the server that it came from
     * @param parentId empty if it has none
     * @param attributes those that are text
     */
    public record Span(
            String service, String name, String traceId, String id, String parentId, Map<String, String> attributes) {

        /** Whether it goes on directly from that one. */
        public boolean follows(Span other) {
            return traceId.equals(other.traceId) && parentId.equals(other.id);
        }
    }

    /**
     * A metric, as often as it came.
     *
     * @param service the server that it came from
     */
    public record Metric(String service, String name) {}

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<Metric> metrics = new CopyOnWriteArrayList<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final HttpServer server;

    public Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("No collector", e);
        }
        server.createContext("/v1/traces", exchange -> take(exchange, this::takeSpans));
        server.createContext("/v1/metrics", exchange -> take(exchange, this::takeMetrics));
        server.start();
    }

    /** Where to export to. */
    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What has come so far. */
    public List<Span> spans() {
        failIfFailed();
        return List.copyOf(spans);
    }

    /** What has come so far. */
    public List<Metric> metrics() {
        failIfFailed();
        return List.copyOf(metrics);
    }

    private void failIfFailed() {
        Exception first = failure.get();
        if (first != null) {
            throw new IllegalStateException("What came could not be taken", first);
        }
    }

    private interface Taking {
        void take(String service, Stream<Wire> scopes);
    }

    private void take(HttpExchange exchange, Taking taking) throws IOException {
        try (exchange;
                InputStream body = body(exchange)) {
            new Wire(body.readAllBytes())
                    .messages(1)
                    .forEach(resource -> taking.take(service(resource), resource.messages(2)));
            exchange.sendResponseHeaders(200, -1);
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e); // else nobody would ever see it
            throw e;
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        return zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    }

    private static String service(Wire resource) {
        return resource.messages(1)
                .map(attributes -> attributes(attributes, 1))
                .map(attributes -> attributes.getOrDefault("service.name", ""))
                .collect(Collectors.joining());
    }

    private static Map<String, String> attributes(Wire owner, int number) {
        return owner.messages(number)
                .collect(Collectors.toMap(
                        pair -> pair.text(1),
                        pair -> pair.messages(2).map(value -> value.text(1)).collect(Collectors.joining()),
                        (one, other) -> other));
    }

    private void takeSpans(String service, Stream<Wire> scopes) {
        scopes.flatMap(scope -> scope.messages(2))
                .map(span ->
                        new Span(service, span.text(5), span.hex(1), span.hex(2), span.hex(4), attributes(span, 9)))
                .forEach(spans::add);
    }

    private void takeMetrics(String service, Stream<Wire> scopes) {
        scopes.flatMap(scope -> scope.messages(2))
                .map(metric -> new Metric(service, metric.text(1)))
                .forEach(metrics::add);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
