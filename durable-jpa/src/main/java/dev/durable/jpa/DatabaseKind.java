package dev.durable.jpa;

import dev.durable.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/** The databases that can store executions, and where they differ. */
enum DatabaseKind {
    POSTGRESQL("PostgreSQL", Map.of(), "clock_timestamp()", "to_regclass('durable_schema') is not null") {

        @Override
        String firstStatement(Duration lockTimeout, Duration timeout) {
            // A session that stands still keeps its locks, and others would skip its rows without end: the database
            // itself has to cut it off, since the executor may be frozen or behind a broken network.
            // And no statistics tell that nearly all that has finished is closed: the planner would read the whole
            // table for a handful of rows, and compile for a second what then takes a millisecond.
            return "select set_config('lock_timeout', '" + lockTimeout.toMillis() + "', true),"
                    + " set_config('statement_timeout', '" + timeout.toMillis() + "', true),"
                    + " set_config('idle_in_transaction_session_timeout', '" + timeout.toMillis() + "', true),"
                    + " set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),"
                    + " clock_timestamp() as clock";
        }

        @Override
        String unlessPresent(String unique) {
            return " on conflict " + unique + " do nothing";
        }
    },

    H2(
            "H2",
            Map.of("hibernate.dialect", SkipLockedH2Dialect.class.getName()),
            "dateadd(millisecond, durable_clock_millis(), timestamp with time zone '1970-01-01 00:00:00+00:00')",
            "exists (select 1 from information_schema.tables"
                    + " where table_schema = schema() and table_name = 'DURABLE_SCHEMA')") {

        @Override
        String firstStatement(Duration lockTimeout, Duration timeout) {
            return clock();
        }

        @Override
        String unlessPresent(String unique) {
            return "";
        }
    };

    private final String productName;
    private final Map<String, String> hibernateSettings;
    private final String clock;
    private final String schemaExists;

    DatabaseKind(String productName, Map<String, String> hibernateSettings, String clock, String schemaExists) {
        this.productName = productName;
        this.hibernateSettings = hibernateSettings;
        this.clock = "select " + clock + " as clock";
        this.schemaExists = "select " + schemaExists;
    }

    /**
     * The kind of database behind a datasource.
     *
     * @throws StoreException if it cannot be reached or is of another kind
     */
    static DatabaseKind of(DataSource dataSource) {
        String product;
        try (Connection connection = dataSource.getConnection()) {
            product = connection.getMetaData().getDatabaseProductName();
        } catch (SQLException e) {
            throw new StoreException("The database cannot be reached", e);
        }
        for (DatabaseKind kind : values()) {
            if (kind.productName.equals(product)) {
                return kind;
            }
        }
        throw new StoreException("Executions are stored in PostgreSQL or H2, but the datasource leads to " + product);
    }

    /** The folder of its scripts below {@code db}. */
    String folder() {
        return productName.toLowerCase(Locale.ROOT);
    }

    /** What Hibernate does not find out about it by itself. */
    Map<String, String> hibernateSettings() {
        return hibernateSettings;
    }

    /** Asks for the moment, not for the start of the transaction. */
    String clock() {
        return clock;
    }

    /** Asks whether a version is stored at all. */
    String schemaExists() {
        return schemaExists;
    }

    /** Whether a select that orders its rows locks them in this order. */
    boolean locksInOrder() {
        return this == POSTGRESQL;
    }

    /** Whether a statement's timeout is its own: to H2 it is the connection's, and stays for its next user. */
    boolean limitsEachStatement() {
        return this == POSTGRESQL;
    }

    /** Whether a transaction, and the rest of a batch, goes on after a row that is there already. */
    boolean survivesDuplicates() {
        return this == H2;
    }

    /**
     * What makes an insert leave out rows that are there already, where such a row would end the transaction.
     *
     * @param unique the unique columns by which a row may be there; empty for all of them
     */
    abstract String unlessPresent(String unique);

    /** Begins a transaction of the store's own: limits what it may wait for, and asks for the moment. */
    abstract String firstStatement(Duration lockTimeout, Duration timeout);

    /** Reads the clock with one of the statements above, in the microseconds that every supported database keeps. */
    static Instant readClock(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getObject("clock", OffsetDateTime.class).toInstant().truncatedTo(ChronoUnit.MICROS);
        }
    }
}
