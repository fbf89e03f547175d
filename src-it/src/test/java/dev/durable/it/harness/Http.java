package dev.durable.it.harness;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Talks to one server, as a client outside of it would. */
public final class Http {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final URI server;
    private final Map<String, String> headers;

    public Http(URI server) {
        this(server, Map.of());
    }

    private Http(URI server, Map<String, String> headers) {
        this.server = server;
        this.headers = headers;
    }

    /** The same client, which says who it is. */
    public Http as(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Http(
                server, Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(both)));
    }

    /** An answer. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String text() {
            return response.body();
        }

        public JsonStructure json() {
            try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
                return reader.read();
            }
        }

        public JsonObject object() {
            return json().asJsonObject();
        }
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** Begins to send a body, which is read once the server has said that it wants it. */
    public CompletableFuture<Answer> beginPost(String path, String type, Supplier<InputStream> body) {
        HttpRequest request = request(path)
                .header("Content-Type", type)
                .expectContinue(true)
                .POST(BodyPublishers.ofInputStream(body))
                .build();
        return CLIENT.sendAsync(request, BodyHandlers.ofString()).thenApply(Answer::new);
    }

    public Answer post(String path, String type, byte[] body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(LIMIT);
        headers.forEach(request::header);
        return request;
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a server answers", e);
        }
    }
}
