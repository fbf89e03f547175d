package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.ServerKind;
import dev.durable.it.ledger.Bill;
import java.sql.SQLException;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Parents run on a server of one kind, their children on a server of the other, and one of them is killed. Neither the
 * ledger nor the table of bills has a unique key: what took effect twice would be there twice.
 */
@Tag("cluster")
class MixedIT {

    private static final int PARENTS = 0;
    private static final int CHILDREN = 1;
    private static final int BILLS = 60;
    private static final int POSTS = BILLS * Bill.POSITIONS;
    private static final double PACE = 0.25;

    private TwoServers servers;

    @ParameterizedTest(name = "parents on {0}, children on {1}")
    @CsvSource({"LIBERTY, WILDFLY", "WILDFLY, LIBERTY"})
    @SuppressWarnings("try") // the table is held by being open, and not called again
    void whoRunsTheChildrenTakesOverTheParentsOfAServerThatIsKilled(ServerKind parents, ServerKind children)
            throws SQLException {
        try (TwoServers both = servers("parents_die", parents, children)) {
            both.start(PARENTS);
            both.pace(PACE);
            bill(BILLS / 2);
            assertThat(number("task_id = 'post' and token > 0"))
                    .as("children that were claimed where their task is disabled")
                    .isZero();
            try (Rows.Held bills = both.rows().holdWrites("bill")) {
                both.post(PARENTS, "/bill?times=" + BILLS / 2);
                Eventually.holds(
                        "bodies of parents have begun and cannot end",
                        TwoServers.LIMIT,
                        () -> number("task_id = 'bill' and status = 'RUNNING'") == TwoServers.SLOTS);
                both.start(CHILDREN);
                awaitChildrenHalfWay();
                both.get(PARENTS).kill();
            }
            both.pace(0); // from here on nobody is killed
            both.awaitAllClosed();

            assertThat(ranOn("bill", PARENTS)).isEqualTo(BILLS / 2);
            assertThat(ranOn("bill", CHILDREN)).isEqualTo(BILLS / 2);
            assertThat(attemptsLost("bill", PARENTS)).isEqualTo(TwoServers.SLOTS);
            assertAllIsThereOnce(TwoServers.SLOTS);
        }
    }

    @ParameterizedTest(name = "parents on {0}, children on {1}")
    @CsvSource({"LIBERTY, WILDFLY", "WILDFLY, LIBERTY"})
    void whoRunsTheParentsFreesTheChildrenOfAServerThatIsKilledForItsReturn(ServerKind parents, ServerKind children)
            throws SQLException {
        try (TwoServers both = servers("children_die", parents, children)) {
            both.get(CHILDREN).with("durable.task.bill.enabled", "false");
            both.start();
            both.pace(PACE);
            bill(BILLS);
            awaitChildrenHalfWay();
            both.get(CHILDREN).kill();
            int lost = number("status = 'RUNNING'");
            Eventually.holds("what ran there is due again", TwoServers.LIMIT, () -> number("status = 'RUNNING'") == 0);
            assertThat(number("crashes > 0 and status = 'READY'")).isEqualTo(lost);

            both.pace(0); // from here on nobody is killed
            both.start(CHILDREN);
            both.awaitAllClosed();

            assertThat(ranOn("bill", PARENTS)).isEqualTo(BILLS);
            assertThat(attemptsLost("post", CHILDREN) + attemptsLost("total", CHILDREN))
                    .isEqualTo(lost);
            assertAllIsThereOnce(lost);
        }
    }

    /** Where the parents run nothing else does: neither their children nor what combines them. */
    private TwoServers servers(String name, ServerKind parents, ServerKind children) {
        servers = new TwoServers(name + "_on_" + parents.name().toLowerCase(Locale.ROOT), parents, children);
        servers.all().forEach(server -> server.with("durable.prefetch", "0")); // so that claims can be counted
        servers.get(PARENTS).with("durable.task.post.enabled", "false").with("durable.task.total.enabled", "false");
        return servers;
    }

    /** Enqueues bills where the parents run, and waits until their bodies have spawned the children. */
    private void bill(int times) {
        servers.post(PARENTS, "/bill?times=" + times);
        Eventually.holds("the parents have run", TwoServers.LIMIT, () -> ranOn("bill", PARENTS) == times);
        Eventually.holds(
                "the children are there", TwoServers.LIMIT, () -> number("task_id = 'post'") == times * Bill.POSITIONS);
    }

    private void awaitChildrenHalfWay() {
        Eventually.holds(
                "children have completed, and others have posted and are open",
                TwoServers.LIMIT,
                () -> number("task_id = 'post' and status = 'COMPLETED'") > TwoServers.SLOTS
                        && servers.open(CHILDREN) > 0);
    }

    /** Whatever happened: all has completed, and each claim but those of the server that was killed led to the end. */
    private void assertAllIsThereOnce(int lost) throws SQLException {
        assertThat(number("status = 'COMPLETED'")).isEqualTo(BILLS + POSTS + BILLS);
        assertThat(ranOn("post", CHILDREN)).isEqualTo(POSTS);
        assertThat(ranOn("total", CHILDREN)).isEqualTo(BILLS);
        assertOnce("bill", "bill", BILLS);
        assertOnce("ledger", "post", POSTS);
        assertOnce("ledger", "total", BILLS);
        assertThat(number("task_id = 'bill' and output = '" + Bill.POSITIONS + "'"))
                .as("parents whose total is right")
                .isEqualTo(BILLS);
        assertThat(number("attempt > 1")).as("executions that failed").isZero();
        assertThat(number("token <> 1 + crashes"))
                .as("executions that were claimed more often than they crashed")
                .isZero();
        assertThat(servers.rows().number("select sum(crashes) from durable_execution"))
                .isEqualTo(lost);
        assertThat(servers.rows().number("select count(*) from durable_attempt"))
                .isEqualTo(lost);
    }

    private void assertOnce(String table, String task, int expected) throws SQLException {
        assertThat(servers.rows().text("""
                        select concat(count(*), ' of ', count(distinct t.execution)) from %s t
                        join durable_execution e on e.id = t.execution where e.task_id = ?""".formatted(table), task))
                .as("entries in " + table + " of " + task)
                .isEqualTo(expected + " of " + expected);
    }

    private int ranOn(String task, int server) throws SQLException {
        return servers.rows()
                .number(
                        "select count(*) from durable_execution where task_id = ? and executor = ?"
                                + " and status not in ('READY', 'RUNNING')",
                        task,
                        servers.name(server));
    }

    private int attemptsLost(String task, int server) throws SQLException {
        return servers.rows().number("""
                        select count(*) from durable_attempt a join durable_execution e on e.id = a.execution_id
                        where e.task_id = ? and a.executor = ? and a.outcome = 'CRASHED'""", task, servers.name(server));
    }

    private int number(String where) throws SQLException {
        return servers.rows().number("select count(*) from durable_execution where " + where);
    }
}
