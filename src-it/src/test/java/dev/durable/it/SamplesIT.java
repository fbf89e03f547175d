package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Environment;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Http.Answer;
import dev.durable.it.harness.Server;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a new user copies: each sample as it is, on the server as the repository makes it ready. */
class SamplesIT {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** So long that nobody takes over from a dead server within a test. */
    private static final String LEASE_THAT_OUTLASTS_THE_TEST = "PT5M";

    /** So short that somebody takes over from a dead server soon. */
    private static final String SHORT_LEASE = "PT5S";

    private static final String TYPE = "text/plain";
    private static final String ITEM = "green";

    private static final Map<String, String> CHECKS = Map.of(
            "/health/started", "durable-started", "/health/ready", "durable-ready", "/health/live", "durable-live");

    /** A sample: how long its task takes is configured, and its result has a word in it that nothing else has. */
    enum Sample {
        WAR("shop.war", "shop.packing", "/shop/orders", "parcel "),
        EAR("tea.ear", "tea.steeping", "/tea/pots", "a pot of green tea");

        private final String file;
        private final String duration;
        private final String path;
        private final String result;

        Sample(String file, String duration, String path, String result) {
            this.file = file;
            this.duration = duration;
            this.path = path;
            this.result = result;
        }

        /** A server with it, whose task does not end within a test. */
        Server deployed(String name) {
            return Server.embedded(name)
                    .deploying(Environment.sample(file))
                    .with("durable.shutdown-timeout", "PT1S")
                    .with(duration, "PT10M");
        }

        /** Its task ends at once from the next start on. */
        void hurry(Server server) {
            server.with(duration, "PT0S");
        }

        /** Enqueues its task, and waits until that runs. */
        String begin(Server server) {
            Answer answer = server.http().post(path, TYPE, ITEM.getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
            String location = URI.create(answer.header("Location")).getPath();
            awaitRunning(server, location);
            return location;
        }

        /** The call that {@link #begin} makes, as a user makes it on a server with its default port. */
        String curl() {
            return "curl -i -H 'Content-Type: %s' -d %s http://localhost:9080%s".formatted(TYPE, ITEM, path);
        }

        void awaitRunning(Server server, String location) {
            Eventually.get("the task runs", LIMIT, () -> server.http().get(location), now -> now.text()
                    .contains("RUNNING"));
        }

        void awaitResult(Server server, String location) {
            Answer end = Eventually.get(
                    "the task completes", LIMIT, () -> server.http().get(location), now -> now.text()
                            .contains("COMPLETED"));
            assertThat(end.text()).contains(ITEM).contains(result);
        }
    }

    /** Starts it, and waits until health says of the application that it is there and well. */
    private static void start(Server server) {
        server.launch();
        CHECKS.forEach((path, check) -> Eventually.get(
                check + " is UP",
                START,
                () -> server.health().get(path),
                answer -> answer.status() == 200 && answer.text().contains(check)));
    }

    @Test
    void anEarReturnsItsWorkWhenTheServerStopsAndGoesOnWhenItStarts() {
        Sample sample = Sample.EAR;
        try (Server server = sample.deployed("stopped")) {
            String returned = beginAndStop(sample, server);

            sample.hurry(server);
            start(server);

            sample.awaitResult(server, returned);
        }
    }

    /** In one life of a server, since each start takes long: what is returned at its stop runs when it is killed. */
    @Test
    void aWarAloneReturnsItsWorkWhenTheServerStopsAndOutlivesAServerThatIsKilled() {
        Sample sample = Sample.WAR;
        try (Server server = sample.deployed("killed")) {
            String returned = beginAndStop(sample, server);

            server.with("durable.lease", SHORT_LEASE);
            start(server);
            sample.awaitRunning(server, returned);
            server.kill();

            sample.hurry(server);
            start(server);

            sample.awaitResult(server, returned);
        }
    }

    /** Enqueues the task, and stops the server in good order while that runs. */
    private static String beginAndStop(Sample sample, Server server) {
        server.with("durable.lease", LEASE_THAT_OUTLASTS_THE_TEST);
        start(server);
        String begun = sample.begin(server);
        server.stop();
        assertThat(server.endedWell()).as(server.log()).isTrue();
        return begun;
    }

    @Test
    void aWarAloneWithAWrongConfigurationIsRefusedWithTheReason() {
        try (Server server = Sample.WAR.deployed("refused").with("durable.prefetch", "none")) {
            server.launch();
            Eventually.holds("the application is refused", START, server::refusesApplication);
            assertThat(server.log()).contains("durable.prefetch is \"none\", allowed are whole numbers from 0 to 1000");
        }
    }
}
