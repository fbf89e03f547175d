package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Eventually;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Transactional tasks post to a ledger that has no unique key, and servers are killed while such transactions are open:
 * no entry is missing, and none is there twice.
 */
@Tag("cluster")
class LedgerIT {

    private static final int KILLS = 30;
    private static final int POSTS = 9_000;
    private static final int SPLITS = 500;
    private static final int ALL = POSTS + 2 * SPLITS;

    private final TwoServers servers = new TwoServers("ledger");

    @Test
    void noEntryIsMissingAndNoneIsDoubleWhateverCrashes() throws SQLException {
        try (servers) {
            servers.start();
            servers.pace(0.25);
            servers.post(0, "/post?times=" + POSTS);
            servers.post(0, "/split?times=" + SPLITS);
            int open = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                int victim = kill % 2;
                open += killWithOpenTransactions(victim);
                servers.get(victim).launch();
            }
            servers.pace(0);
            servers.awaitAllClosed();
            // Without these the rest would say nothing.
            assertThat(open).as("open transactions that were killed").isGreaterThanOrEqualTo(KILLS);
            assertThat(number("select sum(crashes) from durable_execution"))
                    .as("executions that were rescued")
                    .isGreaterThanOrEqualTo(KILLS);
            assertBooksAreRight();
        }
    }

    /** Waits until the server has transactions open that have posted, and kills it; how many there were. */
    private int killWithOpenTransactions(int victim) {
        int open = Eventually.get(
                "a transaction of " + servers.name(victim) + " has posted and is open",
                TwoServers.LIMIT,
                () -> servers.open(victim),
                number -> number > 0);
        servers.get(victim).kill();
        return open;
    }

    private void assertBooksAreRight() throws SQLException {
        assertThat(number("select count(*) from durable_execution where status = 'COMPLETED'"))
                .isEqualTo(ALL);
        assertThat(number("select count(*) from durable_execution")).isEqualTo(ALL);
        assertThat(number("select count(*) from ledger")).as("entries").isEqualTo(ALL);
        assertThat(number("""
                        select count(distinct l.execution) from ledger l
                        join durable_execution e on e.id = l.execution and e.status = 'COMPLETED'""")).as("executions with an entry").isEqualTo(ALL);
    }

    private int number(String sql) throws SQLException {
        return servers.rows().number(sql);
    }
}
