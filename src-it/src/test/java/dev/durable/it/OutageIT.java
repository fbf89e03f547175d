package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Http;
import dev.durable.it.harness.IntakeClient;
import dev.durable.it.harness.IntakeClient.Receipt;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.Zip;
import dev.durable.trial.TrialPostgreSql;
import jakarta.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a server says and does while its database is away. */
class OutageIT {

    private static final Duration SECONDS = Duration.ofSeconds(15);
    private static final int DOCUMENTS = 300;

    @Test
    void anOutageOfTheDatabaseIsSeenAndOutlived() {
        try (TrialPostgreSql database = TrialPostgreSql.temporary();
                Server server = Server.on(database.createDatabase("outage"), "outage")) {
            server.start();
            Http http = server.http();
            Http health = server.health();
            JsonObject up = ready(health, "UP");
            assertThat(up.getJsonObject("data")).containsKeys("running", "ready", "oldestReadyAge");
            IntakeClient intakes = new IntakeClient(http);
            Receipt underWay = intakes.upload(Zip.of(Zip.documents(DOCUMENTS)));

            database.stop();

            assertThat(ready(health, "DOWN").getJsonObject("data").getString("error"))
                    .isNotBlank();
            assertThat(health.get("/health/live").status()).isEqualTo(200);
            Http.Answer refused = http.post("/intakes", "application/zip", Zip.of(Zip.documents(1)));
            assertThat(refused.status()).as(refused.text()).isEqualTo(503);

            database.start();

            ready(health, "UP");
            assertThat(health.get("/health/live").status()).isEqualTo(200);
            JsonObject view = intakes.awaitFinished(underWay.id());
            assertThat(view.getString("status")).as(view.toString()).isEqualTo("COMPLETED");
            assertThat(view.getJsonObject("catalogue").getJsonArray("documents"))
                    .hasSize(DOCUMENTS);
        }
    }

    /** Waits until the engine's readiness check is so, and answers it. Each answer comes within a second, outage or not. */
    private static JsonObject ready(Http health, String status) {
        return Eventually.get(
                "readiness is " + status,
                SECONDS,
                () -> ready(health),
                check -> check != null && check.getString("status").equals(status));
    }

    private static @Nullable JsonObject ready(Http health) {
        long asked = System.nanoTime();
        JsonObject answer = health.get("/health/ready").object();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
        return answer.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .filter(check -> check.getString("name").equals("durable-ready"))
                .findFirst()
                .orElse(null);
    }
}
