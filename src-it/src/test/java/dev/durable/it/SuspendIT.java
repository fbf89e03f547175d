package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Http;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.WildFlyServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A WildFly is suspended for much longer than its lease while bodies run there: it refuses every turn of the engine, and
 * another server is ready to take over whatever looks abandoned.
 */
@Tag("cluster")
@SuppressWarnings("try") // a gate is held by being open, and not called again
class SuspendIT {

    private static final int GATE = 1;
    private static final int SLOTS = 8;
    private static final int ALL = 5 * SLOTS;

    private final TwoServers servers = new TwoServers("suspend");
    private final WildFlyServer suspended = (WildFlyServer) servers.get(1);
    private final String name = servers.name(1);

    @Test
    void bodiesOfASuspendedServerEndThereAndTheRestIsDoneElsewhere() throws SQLException {
        try (servers) {
            servers.start();
            try (Rows.Held gate = servers.rows().holdGate(GATE)) {
                enqueue();
                Eventually.holds("its slots are taken", TwoServers.LIMIT, () -> begunHere() == SLOTS);

                suspended.suspend();

                String since = servers.rows().text("select clock_timestamp()");
                Eventually.holds("the lease is renewed, long after", TwoServers.LIMIT, () -> renewedLongAfter(since));
                assertThat(begunHere()).isEqualTo(SLOTS);
                assertThat(runningHere()).as("what has not started is returned").isEqualTo(SLOTS);
                Http.Answer ready = suspended.health().get("/health/ready");
                assertThat(ready.status()).isEqualTo(503);
                assertThat(ready.text()).contains("takes no work");
                assertThat(suspended.health().get("/health/live").status()).isEqualTo(200);
            }
            servers.awaitAllClosed();
            assertThat(executions("status = 'COMPLETED'")).isEqualTo(ALL);
            assertThat(executions("executor = ?", name))
                    .as("what a suspended server does")
                    .isEqualTo(SLOTS);
            assertEachBodyRanOnce();

            suspended.resume();

            try (Rows.Held gate = servers.rows().holdGate(GATE)) {
                enqueue();
                Eventually.holds("it claims again", TwoServers.LIMIT, () -> begunHere() > 0);
            }
            servers.awaitAllClosed();
            assertEachBodyRanOnce();
            assertThat(suspended.health().get("/health/ready").status()).isEqualTo(200);
            List<String> said = suspended
                    .log()
                    .lines()
                    .filter(line -> line.contains("[dev.durable]"))
                    .map(line -> line.replaceAll(".*(DUR\\d{4}).*", "$1"))
                    .toList();
            assertThat(said).containsExactly("DUR0001", "DUR0062", "DUR0063");
            suspended.stop();
            assertThat(suspended.endedWell()).isTrue();
        }
    }

    private void enqueue() {
        servers.post(0, "/linger?gate=" + GATE + "&times=" + ALL);
    }

    /** Two leases and a half after that moment, under the lease of then. */
    private boolean renewedLongAfter(String since) throws SQLException {
        return servers.rows().number("""
                        select count(*) from durable_executor
                        where name = ? and started_at < ?::timestamptz
                        and renewed_at > ?::timestamptz + interval '15 seconds'
                        and lease_until > clock_timestamp()""", name, since, since) == 1;
    }

    private int runningHere() throws SQLException {
        return executions("status = 'RUNNING' and executor = ?", name);
    }

    private int begunHere() throws SQLException {
        return executions("status = 'RUNNING' and executor = ? and id in (select execution from ledger)", name);
    }

    private void assertEachBodyRanOnce() throws SQLException {
        assertThat(executions("crashes > 0 or attempt > 1")).isZero();
        int all = executions("status = 'COMPLETED'");
        assertThat(servers.rows().number("select count(*) from ledger")).isEqualTo(all);
        assertThat(servers.rows().number("select count(distinct execution) from ledger"))
                .isEqualTo(all);
    }

    private int executions(String which, Object... parameters) throws SQLException {
        return servers.rows().number("select count(*) from durable_execution where " + which, parameters);
    }
}
