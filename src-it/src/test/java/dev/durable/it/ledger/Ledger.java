package dev.durable.it.ledger;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The application's own table, on the datasource of the engine. Nothing in it keeps an entry from being there twice.
 */
@ApplicationScoped
public class Ledger {

    /** As long as a transaction stays open after its entry, so that kills find open ones. */
    private static final String DAWDLE = "select pg_sleep(seconds) from pace";

    @Resource(lookup = "java:comp/env/jdbc/durable")
    DataSource database;

    /** Makes the tables, empty. */
    public void create() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists ledger (execution uuid not null, amount int not null)");
            statement.execute("create table if not exists bill (execution uuid not null)");
            statement.execute("create table if not exists pace (seconds double precision not null)");
            statement.execute("create table if not exists broken_off"
                    + " (execution uuid not null, signalled boolean not null, at timestamptz not null)");
        }
    }

    /** Notes that a body was interrupted, and whether it was told before. */
    public void brokenOff(UUID execution, boolean signalled) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement note =
                        connection.prepareStatement("insert into broken_off values (?, ?, clock_timestamp())")) {
            note.setObject(1, execution);
            note.setBoolean(2, signalled);
            note.executeUpdate();
        }
    }

    /** Makes an entry that stays, whatever becomes of the body, and waits until the test leaves the gate open. */
    public void linger(UUID execution, int gate) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement entry = connection.prepareStatement("insert into ledger values (?, 1)");
                PreparedStatement wait = connection.prepareStatement("select pg_advisory_xact_lock_shared(?)")) {
            entry.setObject(1, execution);
            entry.executeUpdate();
            wait.setLong(1, gate);
            wait.execute();
        }
    }

    /** Notes that a bill was written, in the transaction of the caller. */
    public void bill(UUID execution) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement note = connection.prepareStatement("insert into bill values (?)")) {
            note.setObject(1, execution);
            note.executeUpdate();
        }
    }

    /** Makes an entry in the transaction of the caller, and keeps that open for a while. */
    public void post(UUID execution, int amount) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement entry = connection.prepareStatement("insert into ledger values (?, ?)");
                Statement dawdle = connection.createStatement()) {
            entry.setObject(1, execution);
            entry.setInt(2, amount);
            entry.executeUpdate();
            try (ResultSet slept = dawdle.executeQuery(DAWDLE)) {
                slept.next();
            }
        }
    }
}
