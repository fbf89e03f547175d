package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.IntakeClient;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.Zip;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The server as the README starts it: on an embedded database in a file. */
class DemoIT {

    private static final int DOCUMENTS = 500;

    @Test
    void intakesOutliveTheServerOnTheEmbeddedDatabase() {
        try (Server server = Server.embedded("demo").with("durable.slots", "1").with("durable.prefetch", "0")) {
            server.start();
            IntakeClient intakes = new IntakeClient(server.http());
            UUID first = intakes.upload(Zip.of(Zip.documents(DOCUMENTS))).id();
            halfWay(intakes, first);
            server.kill();

            server.start();

            catalogued(intakes, first);
            UUID second = intakes.upload(Zip.of(Zip.documents(DOCUMENTS))).id();
            halfWay(intakes, second);
            server.stop();
            assertThat(server.endedWell()).as(server.log()).isTrue();

            server.start();

            catalogued(intakes, second);
            catalogued(intakes, first);
        }
    }

    private static void halfWay(IntakeClient intakes, UUID id) {
        JsonObject progress = Eventually.get(
                "some documents are described",
                Duration.ofMinutes(1),
                () -> intakes.get(id).getJsonObject("progress"),
                seen -> seen.getInt("finished") > 0);
        assertThat(progress.getInt("finished")).isLessThan(DOCUMENTS);
    }

    private static void catalogued(IntakeClient intakes, UUID id) {
        JsonObject intake = intakes.awaitFinished(id);
        assertThat(intake.getString("status")).as(intake.toString()).isEqualTo("COMPLETED");
        assertThat(intake.getJsonObject("catalogue").getJsonArray("documents")).hasSize(DOCUMENTS);
    }
}
