package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.configured.Talk;
import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.ShippedEar;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Where a server lets one configure the engine and its tasks, and which place goes before which. */
class ConfigurationIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String FILE = "META-INF/microprofile-config.properties";

    @Test
    void aSystemPropertyGoesBeforeTheEnvironmentAndThatBeforeTheApplicationsFile() throws SQLException {
        String library = """
                durable.executor-name=from-file
                durable.lease=PT7S
                durable.task.pay.max-retries=1
                durable.task.send_mail.max-retries=1
                durable.task.sendReminder.max-retries=1
                """;
        String module = """
                durable.max-output-size=1024
                """;
        Rows rows = new Rows(Databases.shared().dataSource("configured"));
        try (Server server = server("configured", library, module)
                .environment("DURABLE_EXECUTOR_NAME", "from-environment")
                .environment("DURABLE_LEASE", "PT8S")
                .environment("DURABLE_TASK_SEND_MAIL_MAX_RETRIES", "2")
                .environment("DURABLE_TASK_SENDREMINDER_MAX_RETRIES", "2")
                .systemProperty("durable.executor-name", "from-system-property")
                .systemProperty("durable.task.sendReminder.max-retries", "3")) {
            server.start("/configured/");
            server.http().post("/configured/", "text/plain", new byte[0]);
            Eventually.holds(
                    "all have failed",
                    LIMIT,
                    () -> rows.number("select count(*) from durable_execution where status = 'FAILED'") == 4);

            assertThat(rows.text("select distinct executor from durable_execution"))
                    .isEqualTo("from-system-property");
            assertThat(rows.text("select lease_until - renewed_at from durable_executor"))
                    .isEqualTo("00:00:08");
            assertThat(retries(rows, "pay")).isEqualTo(1);
            assertThat(retries(rows, "send_mail")).isEqualTo(2);
            assertThat(retries(rows, "sendReminder")).isEqualTo(3);
            assertThat(rows.text("select error_message from durable_execution where task_id = 'talk'"))
                    .contains("durable.max-output-size", "1024");
            assertThat(server.log()).as("warnings of unknown keys").doesNotContain("DUR0004");
        }
    }

    private static int retries(Rows rows, String task) throws SQLException {
        return rows.number("select attempt - 1 from durable_execution where task_id = ?", task);
    }

    /** That the application's file is among them shows that it goes before what the server itself says of the key. */
    @Test
    void wrongValuesFromAllPlacesAreRefusedInOneMessage() {
        String file = """
                durable.migrate=perhaps
                durable.lease=never-seen
                """;
        try (Server server = server("misconfigured", "", file)
                .environment("DURABLE_LEASE", "soon")
                .environment("DURABLE_PREFETCH", "16")
                .environment("DURABLE_TASK_SEND_MAIL_TIMEOUT", "never")
                .systemProperty("durable.prefetch", "many")) {
            server.launch();

            Eventually.holds("the application is refused", LIMIT, server::refusesApplication);
            String log = server.log();

            assertThat(log).contains("4 problems with the configuration:");
            assertThat(log.substring(log.indexOf("4 problems")).lines().skip(1).limit(4))
                    .containsExactly(
                            "durable.migrate is \"perhaps\", allowed are true and false",
                            "durable.prefetch is \"many\", allowed are whole numbers from 0 to 1000",
                            "durable.lease is \"soon\", allowed are ISO-8601 durations from PT1S to PT10M",
                            "durable.task.send_mail.timeout is \"never\", allowed are ISO-8601 durations such as PT30S");
        }
    }

    /** A server with an application that has one file in a jar of its EAR/lib, and one in its web module. */
    private static Server server(String name, String library, String module) {
        WebArchive web = ShippedEar.webModule("configured.war")
                .addPackage(Talk.class.getPackage())
                .addAsResource(new StringAsset(module), FILE);
        JavaArchive jar =
                ShrinkWrap.create(JavaArchive.class, "configuration.jar").addAsResource(new StringAsset(library), FILE);
        Path ear = ShippedEar.export(
                ShippedEar.withoutExample(name + ".ear").addAsLibrary(jar).addAsModule(web));
        return Server.on(Databases.shared().createDatabase(name), name).deploying(ear);
    }
}
