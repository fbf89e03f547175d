package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Http;
import dev.durable.it.harness.IntakeClient;
import dev.durable.it.harness.IntakeClient.Receipt;
import dev.durable.it.harness.LibertyServer;
import dev.durable.it.harness.Zip;
import dev.durable.trial.TrialPostgreSql;
import jakarta.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a server says and does while its database is away. */
class OutageIT {

    private static final Duration SECONDS = Duration.ofSeconds(15);
    private static final int DOCUMENTS = 300;

    @Test
    void anOutageOfTheDatabaseIsSeenAndOutlived() {
        try (TrialPostgreSql database = TrialPostgreSql.temporary();
                LibertyServer server = LibertyServer.on(database.createDatabase("outage"), "outage")) {
            server.start();
            Http http = server.http();
            JsonObject up = ready(http, "UP");
            assertThat(up.getJsonObject("data")).containsKeys("running", "ready", "oldestReadyAge");
            IntakeClient intakes = new IntakeClient(http);
            Receipt underWay = intakes.upload(Zip.of(Zip.documents(DOCUMENTS)));

            database.stop();

            assertThat(ready(http, "DOWN").getJsonObject("data").getString("error"))
                    .isNotBlank();
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            Http.Answer refused = http.post("/intakes", "application/zip", Zip.of(Zip.documents(1)));
            assertThat(refused.status()).as(refused.text()).isEqualTo(503);

            database.start();

            ready(http, "UP");
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            JsonObject view = intakes.awaitFinished(underWay.id());
            assertThat(view.getString("status")).as(view.toString()).isEqualTo("COMPLETED");
            assertThat(view.getJsonObject("catalogue").getJsonArray("documents"))
                    .hasSize(DOCUMENTS);
        }
    }

    /** Waits for the readiness check to be so, and answers it. Each answer comes within a second, outage or not. */
    private static JsonObject ready(Http http, String status) {
        return Eventually.get(
                        "readiness is " + status,
                        SECONDS,
                        () -> {
                            long asked = System.nanoTime();
                            JsonObject health = http.get("/health/ready").object();
                            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                                    .isLessThan(Duration.ofSeconds(1));
                            return health;
                        },
                        health -> health.getString("status").equals(status)
                                && !health.getJsonArray("checks").isEmpty())
                .getJsonArray("checks")
                .getJsonObject(0);
    }
}
