package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** An operator is told when the database promises less than the store does. */
class GuaranteesTest {

    @Test
    void aDatabaseThatKeepsItsPromisesIsNotWarnedOf() {
        try (PlainServer server = Databases.postgreSql()) {
            assertThat(warningsWhenOpened(server)).isEmpty();
        }
    }

    @Test
    void weakSettingsAreNamedWithWhatFollows() {
        try (PlainServer server = Databases.postgreSql()) {
            String database = server.ask("select current_database()").get(0);
            server.run(
                    "alter database " + database + " set synchronous_commit = off",
                    "alter database " + database + " set default_transaction_isolation = 'repeatable read'");
            // Such settings reach new connections alone.
            try (PlainServer reconnected = server.reconnected()) {
                assertThat(warningsWhenOpened(reconnected))
                        .satisfiesExactlyInAnyOrder(
                                warning -> assertThat(warning).contains("synchronous_commit=off", "is lost"),
                                warning ->
                                        assertThat(warning).contains("default_transaction_isolation=repeatable read"));
            }
        }
    }

    @Test
    void connectionsThatWaitWithoutEndAreWarnedOf() {
        try (PlainServer server = Databases.postgreSql();
                PlainServer endless = server.reconnected(url -> url.replaceAll("socketTimeout=\\d+", ""))) {
            assertThat(warningsWhenOpened(endless))
                    .singleElement()
                    .asString()
                    .startsWith("DUR0107")
                    .contains("jdbc/test", "socketTimeout=60", "the lease is lost");
        }
    }

    private static List<String> warningsWhenOpened(PlainServer server) {
        List<String> warnings = new ArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord message) {
                if (message.getLevel() == Level.WARNING) {
                    warnings.add(MessageFormat.format(message.getMessage(), message.getParameters()));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.durable.jpa");
        logger.addHandler(listener);
        try {
            server.open(PlainServer.MIGRATING).close();
        } finally {
            logger.removeHandler(listener);
        }
        return warnings;
    }
}
