package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.ShippedEar;
import dev.durable.it.mistakes.Misnamed;
import dev.durable.it.mistakes.Untimely;
import dev.durable.it.mistakes.Untyped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an administrator reads when tasks are not as they should be. */
class MistakesIT {

    private static final List<Class<?>> MISTAKES = List.of(Misnamed.class, Untimely.class, Untyped.class);

    @Test
    void aDeploymentWithThreeMistakesReportsAllOfThemInOneMessage() {
        Path ear = ShippedEar.export(ShippedEar.withoutExample("mistakes.ear")
                .addAsModule(ShippedEar.webModule("mistakes.war").addPackage(Untimely.class.getPackage())));
        try (Server server = Server.on(Databases.shared().createDatabase("mistakes"), "mistakes")
                .deploying(ear)) {
            server.launch();

            Eventually.holds("the application is refused", Duration.ofMinutes(2), server::refusesApplication);
            String log = server.log();

            String message = log.substring(log.indexOf("3 problems with tasks:"));
            assertThat(message.lines().skip(1).limit(3).toList())
                    .zipSatisfy(MISTAKES, (line, mistake) -> assertThat(line).contains(mistake.getName()));
            assertThat(message).contains("not-a-name").contains("tomorrow");
        }
    }
}
