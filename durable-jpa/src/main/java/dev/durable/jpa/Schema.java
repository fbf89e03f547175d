package dev.durable.jpa;

import dev.durable.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Which version of the schema is there, and which is needed. */
final class Schema {

    /** The version that the last script leaves behind. */
    static final int NEEDED = 1;

    /**
     * The generation of the rules that this release understands. Rows that need a later one are left to servers of a newer
     * release, and a schema that is readable from a later one only is refused.
     */
    static final int GENERATION = 1;

    private final DatabaseKind database;
    private final String dataSource;
    private final Duration timeout;

    Schema(DatabaseKind database, String dataSource, Duration timeout) {
        this.database = database;
        this.dataSource = dataSource;
        this.timeout = timeout;
    }

    /**
     * Compares.
     *
     * @return the version
     * @throws StoreException if the schema is missing or of another version
     */
    int check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (database.limitsEachStatement()) {
                // A migration at this moment has locked the table, and nothing else ends this wait.
                statement.setQueryTimeout(StoreSession.seconds(timeout));
            }
            // Asked first: to select from a table that is missing would end a caller's transaction on PostgreSQL.
            if (!first(statement, database.schemaExists()).equals("true")) {
                throw new StoreException("The database of datasource " + dataSource
                        + " has no schema for executions; version " + NEEDED + " is needed. Run the scripts in db/"
                        + database.folder() + " of durable-jpa, or let durable.migrate=true do it");
            }
            int version = Integer.parseInt(first(statement, "select version from durable_schema"));
            if (version < NEEDED) {
                throw new StoreException("The database of datasource " + dataSource + " has version " + version
                        + " of the schema for executions; version " + NEEDED
                        + " is needed. Run the newer scripts in db/"
                        + database.folder() + " of durable-jpa, or let durable.migrate=true do it");
            }
            int readableFrom = Integer.parseInt(first(statement, "select readable_from from durable_schema"));
            if (readableFrom > GENERATION) {
                throw new StoreException("The database of datasource " + dataSource + " has version " + version
                        + " of the schema for executions, which is readable from generation " + readableFrom
                        + " on; this release is of generation " + GENERATION
                        + ". A newer release of Durable has brought it up to date: deploy that release");
            }
            return version;
        }
    }

    private static String first(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            if (!result.next()) {
                throw new SQLException("The table durable_schema is empty");
            }
            return String.valueOf(result.getObject(1));
        }
    }
}
