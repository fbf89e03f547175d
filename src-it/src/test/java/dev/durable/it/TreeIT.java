package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Server;
import dev.durable.it.ledger.Branch;
import java.sql.SQLException;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A tree of three thousand executions, on two servers, is cancelled at once. */
@Tag("cluster")
class TreeIT {

    private static final System.Logger FIGURES = System.getLogger("dev.durable.it.figures");

    private static final int LEAVES = Branch.WIDTH * Branch.WIDTH * Branch.WIDTH;
    private static final int ALL = 1 + Branch.WIDTH + Branch.WIDTH * Branch.WIDTH + LEAVES;

    private final TwoServers servers = new TwoServers("tree");

    @Test
    void allOfItEndsAndEveryBodyIsToldAndBrokenOff() throws SQLException {
        try (servers) {
            servers.start();
            String root = servers.post(0, "/tree");
            Eventually.holds("the tree has grown", TwoServers.LIMIT, () -> number("where task_id = 'leaf'") == LEAVES);
            Eventually.holds(
                    "leaves run on both servers",
                    TwoServers.LIMIT,
                    () -> servers.rows()
                                    .number("select count(distinct owner) from durable_execution"
                                            + " where task_id = 'leaf' and status = 'RUNNING'")
                            == 2);

            assertThat(servers.get(1).http().delete("/ledger/" + root).text()).contains("Cancelled");

            servers.awaitAllClosed();
            assertThat(number("where status = 'CANCELLED'")).isEqualTo(ALL);
            assertThat(number("where unfinished_children = 0")).isEqualTo(ALL);
            assertBodiesWereBrokenOff();
            assertNoDeadlock();
        }
    }

    /** A body that was claimed and had not begun by then is not among them. */
    private void assertBodiesWereBrokenOff() throws SQLException {
        Eventually.holds(
                "the bodies have ended",
                TwoServers.LIMIT,
                () -> servers.rows().number("select count(*) from broken_off") > 0
                        && servers.all().stream().allMatch(TreeIT::holdsNothing));
        assertThat(servers.rows().number("select count(*) from broken_off where not signalled"))
                .as("bodies that were interrupted without having been told")
                .isZero();
        FIGURES.log(
                System.Logger.Level.INFO, () -> "From the end of an execution to the interrupt of its body: " + p99());
    }

    private static boolean holdsNothing(Server server) {
        return server.health().get("/health/live").text().contains("\"heldHere\":0");
    }

    /** Of bodies that ran until their execution had ended; one may have been broken off before, by a lost lease. */
    private String p99() {
        try {
            return servers.rows().text("""
                    select concat(count(*), ' bodies, p50 ', percentile_cont(0.5) within group (order by b.at - e.finished_at),
                        ', p99 ', percentile_cont(0.99) within group (order by b.at - e.finished_at))
                    from broken_off b join durable_execution e on e.id = b.execution and b.at > e.finished_at""");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertNoDeadlock() throws SQLException {
        assertThat(servers.rows().number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
        for (Server server : servers.all()) {
            assertThat(server.log().toLowerCase(Locale.ROOT)).doesNotContain("deadlock");
        }
    }

    private int number(String where) throws SQLException {
        return servers.rows().number("select count(*) from durable_execution " + where);
    }
}
