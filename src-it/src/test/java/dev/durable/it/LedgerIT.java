package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.LibertyServer;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.ShippedEar;
import dev.durable.it.ledger.Ledger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two servers on one database. Transactional tasks post to a ledger that has no unique key, and servers are killed while
 * such transactions are open: no entry is missing, and none is there twice. A tree that is cancelled at once ends as a
 * whole.
 */
class LedgerIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int KILLS = 30;
    private static final int POSTS = 9_000;
    private static final int SPLITS = 500;

    private static final String OPEN = """
            select count(*) from pg_stat_activity
            where datname = current_database() and application_name = ? and xact_start is not null
            and query = 'select pg_sleep(seconds) from pace'""";

    private final List<LibertyServer> servers = new ArrayList<>();
    private Rows rows;

    @AfterEach
    void close() {
        servers.forEach(LibertyServer::close);
    }

    private void start(String database) {
        rows = new Rows(Databases.shared().dataSource(database));
        String url = Databases.shared().createDatabase(database);
        Path ear = ShippedEar.export(ShippedEar.withoutExample(database + ".ear")
                .addAsModule(ShippedEar.webModule("ledger.war").addPackage(Ledger.class.getPackage())));
        for (int i = 0; i < 2; i++) {
            String name = name(database, i);
            servers.add(LibertyServer.on(url + "&ApplicationName=" + name, name)
                    .with("durable.executor-name", name)
                    .with("durable.slots", "8")
                    .with("durable.prefetch", "8")
                    .with("durable.lease", "PT3S")
                    .with("durable.max-crashes", "100")
                    .deploying(ear)
                    .launch());
        }
        servers.forEach(LedgerIT::awaitServing);
    }

    private static String name(String database, int index) {
        return database + "-" + index;
    }

    private static void awaitServing(LibertyServer server) {
        Eventually.holds(
                "the server serves", LIMIT, () -> server.http().get("/ledger/").status() == 200);
    }

    @Test
    void noEntryIsMissingAndNoneIsDoubleWhateverCrashes() throws SQLException {
        start("ledger");
        pace(0.25);
        post("/ledger/post?times=" + POSTS);
        post("/ledger/split?times=" + SPLITS);
        int open = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int victim = kill % servers.size();
            open += killWithOpenTransactions(victim);
            servers.get(victim).launch();
        }
        pace(0);
        Eventually.holds(
                "all is done",
                LIMIT,
                () -> rows.number("select count(*) from durable_execution where not closed") == 0);

        int all = POSTS + 2 * SPLITS;
        assertThat(open).as("open transactions that were killed").isGreaterThanOrEqualTo(KILLS);
        assertThat(rows.number("select sum(crashes) from durable_execution"))
                .as("executions that were rescued")
                .isGreaterThanOrEqualTo(KILLS);
        assertThat(rows.number("select count(*) from durable_execution where status = 'COMPLETED'"))
                .isEqualTo(all);
        assertThat(rows.number("select count(*) from ledger")).isEqualTo(all);
        assertThat(rows.number("select count(distinct execution) from ledger")).isEqualTo(all);
        assertThat(rows.number("""
                        select count(*) from ledger l
                        join durable_execution e on e.id = l.execution and e.status = 'COMPLETED'""")).isEqualTo(all);
    }

    /** Waits until the server has transactions open that have posted, and kills it; how many there were. */
    private int killWithOpenTransactions(int victim) {
        int open = Eventually.get(
                "a transaction of server " + victim + " has posted and is open",
                LIMIT,
                () -> rows.number(OPEN, name("ledger", victim)),
                number -> number > 0);
        servers.get(victim).kill();
        return open;
    }

    private void pace(double seconds) throws SQLException {
        rows.change("delete from pace");
        rows.change("insert into pace values (?)", seconds);
    }

    private void post(String path) {
        assertThat(servers.get(0).http().post(path, "text/plain", new byte[0]).status())
                .isEqualTo(200);
    }

    @Test
    void aTreeOfThreeThousandEndsAsAWholeWhenItIsCancelledAtOnce() throws SQLException {
        start("tree");
        String root = servers.get(0)
                .http()
                .post("/ledger/tree", "text/plain", new byte[0])
                .text();
        Eventually.holds(
                "the tree has grown",
                LIMIT,
                () -> rows.number("select count(*) from durable_execution where task_id = 'leaf'") == 14 * 14 * 14);
        Eventually.holds(
                "leaves run on both servers",
                LIMIT,
                () -> rows.number("select count(distinct owner) from durable_execution where status = 'RUNNING'") == 2);

        assertThat(servers.get(1).http().delete("/ledger/" + root).text()).contains("Cancelled");

        Eventually.holds(
                "all is closed",
                LIMIT,
                () -> rows.number("select count(*) from durable_execution where not closed") == 0);
        assertThat(rows.number("select count(*) from durable_execution")).isEqualTo(1 + 14 + 196 + 2_744);
        assertThat(rows.number("select count(*) from durable_execution where status = 'CANCELLED'"))
                .isEqualTo(1 + 14 + 196 + 2_744);
        assertThat(rows.number("select sum(unfinished_children) from durable_execution"))
                .isZero();
        assertThat(rows.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
        for (LibertyServer server : servers) {
            assertThat(server.log().toLowerCase(Locale.ROOT)).doesNotContain("deadlock");
        }
    }
}
