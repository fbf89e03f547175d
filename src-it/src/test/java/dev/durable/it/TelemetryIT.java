package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Collector;
import dev.durable.it.harness.Collector.Metric;
import dev.durable.it.harness.Collector.Span;
import dev.durable.it.harness.Eventually;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An Open Liberty and a WildFly export to one collector what they count and trace. Neither claims what it enqueues here,
 * so every execution goes over from the one to the other.
 */
@Tag("cluster")
class TelemetryIT {

    private static final int LIBERTY = 0;
    private static final int WILDFLY = 1;

    private static final Set<String> ON_EACH = Set.of(
            "durable.run.duration",
            "durable.wait.duration",
            "durable.claim.size",
            "durable.slots",
            "durable.slots.used",
            "durable.backlog",
            "durable.backlog.age");

    private final Collector collector = new Collector();
    private final TwoServers servers = new TwoServers("telemetry");

    @Test
    void aTraceGoesOnWhereverItsExecutionsRunAndMetricsComeFromEach() throws SQLException {
        try (servers;
                collector) {
            exportAndDoNotRun(LIBERTY, "post");
            exportAndDoNotRun(WILDFLY, "split");
            servers.start();

            servers.post(LIBERTY, "/post?times=2");
            servers.awaitAllClosed();
            Span fromLiberty = one(LIBERTY, "enqueue post");
            List<Span> posts = spans(WILDFLY, "run post", 2);
            assertThat(posts).allMatch(run -> run.follows(fromLiberty));
            assertThat(posts.stream().map(run -> run.attributes().get("durable.execution")))
                    .doesNotHaveDuplicates();

            servers.post(WILDFLY, "/split?times=1");
            servers.awaitAllClosed();
            Span fromWildFly = one(WILDFLY, "enqueue split");
            Span split = one(LIBERTY, "run split");
            assertThat(split.follows(fromWildFly)).isTrue();
            assertThat(spans(WILDFLY, "run post", 3))
                    .as("the child, which goes on from the run that spawned it")
                    .filteredOn(run -> run.follows(split))
                    .hasSize(1);

            awaitMetrics(LIBERTY, ON_EACH);
            awaitMetrics(WILDFLY, ON_EACH);
            // What has no parent ends where it runs; where a parent ends is not said.
            awaitMetrics(WILDFLY, Set.of("durable.executions"));
        }
    }

    private void exportAndDoNotRun(int server, String task) {
        servers.get(server)
                .exportingTo(collector, "telemetry-" + server)
                .with("durable.task." + task + ".enabled", "false");
    }

    private void awaitMetrics(int index, Set<String> names) {
        Eventually.get(
                names + " have come from " + index,
                TwoServers.LIMIT,
                () -> metrics(index),
                metrics -> metrics.containsAll(names));
    }

    private Span one(int index, String name) {
        return spans(index, name, 1).get(0);
    }

    /** So many spans and no more, once they are exported. */
    private List<Span> spans(int index, String name, int number) {
        return Eventually.get(
                number + " spans \"" + name + "\" have come from " + index,
                TwoServers.LIMIT,
                () -> collector.spans().stream()
                        .filter(span -> span.service().equals("telemetry-" + index)
                                && span.name().equals(name))
                        .toList(),
                spans -> spans.size() == number);
    }

    private Set<String> metrics(int index) {
        return collector.metrics().stream()
                .filter(metric -> metric.service().equals("telemetry-" + index))
                .map(Metric::name)
                .collect(Collectors.toSet());
    }
}
