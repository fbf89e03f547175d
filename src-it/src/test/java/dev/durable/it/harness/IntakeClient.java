package dev.durable.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** Uploads to the document intake of one server and watches what becomes of it. */
public final class IntakeClient {

    private static final Set<String> UNFINISHED =
            Set.of("READY", "RUNNING", "WAITING_FOR_CHILDREN", "WAITING_FOR_COMBINE");

    private final Http http;

    public IntakeClient(Http http) {
        this.http = http;
    }

    /** What the server answered to an upload that it accepted. */
    public record Receipt(UUID id, UUID executionId) {}

    /** Uploads a ZIP that is expected to be accepted. */
    public Receipt upload(byte[] zip) {
        Http.Answer answer = http.post("/intakes", "application/zip", zip);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        JsonObject receipt = answer.object();
        assertThat(answer.header("Location")).endsWith("/intakes/" + receipt.getString("id"));
        return new Receipt(UUID.fromString(receipt.getString("id")), UUID.fromString(receipt.getString("executionId")));
    }

    /** How an intake stands. */
    public JsonObject get(UUID id) {
        return http.get("/intakes/" + id).object();
    }

    /** Decides about a large intake. */
    public Http.Answer decide(UUID id, boolean approved, String by) {
        return decide(id, "{\"approved\": " + approved + ", \"by\": \"" + by + "\"}");
    }

    /** Decides about a large intake in words of one's own. */
    public Http.Answer decide(UUID id, String decision) {
        return http.post("/intakes/" + id + "/approval", "application/json", decision.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until an intake has finished in whatever way. */
    public JsonObject awaitFinished(UUID id) {
        return Eventually.get(
                "intake " + id + " has finished",
                Duration.ofMinutes(2),
                () -> get(id),
                intake -> !UNFINISHED.contains(intake.getString("status")));
    }
}
