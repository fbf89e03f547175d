package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.durable.it.harness.Databases;
import dev.durable.it.harness.IntakeClient;
import dev.durable.it.harness.Jdk;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.Zip;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The EAR as it ships on a server that runs on another Java than the one it was built with. */
class JavaVersionsIT {

    private static final int DOCUMENTS = 50;

    @Test
    void theSameArchiveRunsOnEveryOtherJavaOfThisMachine() {
        List<Jdk> others = Jdk.others();
        assumeFalse(
                others.isEmpty(),
                () -> "There is no JDK beside this one, in " + Jdk.place() + ", of Java 17 or newer but "
                        + Runtime.version().feature());
        others.forEach(JavaVersionsIT::runsOn);
    }

    private static void runsOn(Jdk jdk) {
        String name = "java" + jdk.feature();
        try (Server server =
                Server.on(Databases.shared().createDatabase(name), name).onJava(jdk.home())) {
            server.start();
            assertThat(server.runsOn(jdk.home())).as("runs on " + jdk).isTrue();
            IntakeClient intakes = new IntakeClient(server.http());

            JsonObject intake = intakes.awaitFinished(
                    intakes.upload(Zip.of(Zip.documents(DOCUMENTS))).id());

            assertThat(intake.getString("status")).as(intake.toString()).isEqualTo("COMPLETED");
            assertThat(intake.getJsonObject("catalogue").getJsonArray("documents"))
                    .hasSize(DOCUMENTS);
            assertThat(server.health().get("/health").object().getString("status"))
                    .isEqualTo("UP");
            server.stop();
            assertThat(server.endedWell()).as(server.log()).isTrue();
        }
    }
}
