package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.citizen.Where;
import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.ServerKind;
import dev.durable.it.harness.ShippedEar;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An application that does not tell the server which threads it uses: WildFly then takes them away before it stops it. */
class ServerStopIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int HELD = 4;

    private final Rows rows = new Rows(Databases.shared().dataSource("forgotten"));

    @Test
    void bodiesThatAStoppingServerInterruptsAreReturnedAndNothingIsCounted() throws SQLException {
        Path ear = ShippedEar.export(ShippedEar.withoutExample("forgotten.ear")
                .addAsModule(ShippedEar.webModuleWithoutExecutors("forgotten.war")
                        .addPackage(Where.class.getPackage())
                        .addClass(Rows.class)));
        try (Server server = Server.on(Databases.shared().createDatabase("forgotten"), "forgotten")
                .with("durable.shutdown-timeout", "PT0.1S")
                .deploying(ear)) {
            rows.change("create table gate (name text primary key)");
            server.start("/forgotten/tasks/");
            assertThat(server.http()
                            .post("/forgotten/tasks/hold?input=end&times=" + HELD, "text/plain", new byte[0])
                            .status())
                    .isEqualTo(200);
            Eventually.holds("all are held", LIMIT, () -> number("status = 'RUNNING'") == HELD);
            server.stop();
            assertThat(number("status = 'READY' and attempt = 1 and crashes = 0"))
                    .as("returned as if they had never been claimed")
                    .isEqualTo(HELD);
            if (ServerKind.current() == ServerKind.WILDFLY) {
                assertThat(server.log().split("DUR0067"))
                        .as("broken off by the server, before the engine was told to stop")
                        .hasSize(1 + HELD);
            }
        }
    }

    private int number(String condition) throws SQLException {
        return rows.number("select count(*) from durable_execution where " + condition);
    }
}
