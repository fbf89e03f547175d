package dev.durable.jpa;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What the store tells an operator. */
final class StoreLog {

    private static final Logger LOGGER = System.getLogger("dev.durable.jpa");

    private StoreLog() {}

    static void opened(DatabaseKind database, String dataSource, int version) {
        LOGGER.log(
                Level.INFO,
                "DURABLE-J01 Executions are stored in {0} by datasource {1}, schema version {2}",
                database,
                dataSource,
                String.valueOf(version));
    }

    static void migrated(String dataSource, int scripts) {
        LOGGER.log(
                Level.INFO,
                "DURABLE-J02 The schema of datasource {0} was brought up to date by {1} script(s)",
                dataSource,
                String.valueOf(scripts));
    }

    static void notDurable(String setting, String value, String consequence) {
        LOGGER.log(Level.WARNING, "DURABLE-J03 PostgreSQL runs with {0}={1}: {2}", setting, value, consequence);
    }

    static void conflict(int tries, Throwable conflict) {
        LOGGER.log(Level.DEBUG, "DURABLE-J04 Another transaction stood in the way, try " + tries, conflict);
    }

    static void split(int size) {
        LOGGER.log(
                Level.DEBUG,
                "DURABLE-J05 A batch of {0} kept meeting other transactions and is split",
                String.valueOf(size));
    }

    static void rollbackFailed(Throwable failure) {
        LOGGER.log(Level.WARNING, "DURABLE-J06 A transaction could not be rolled back; the server ends it", failure);
    }
}
