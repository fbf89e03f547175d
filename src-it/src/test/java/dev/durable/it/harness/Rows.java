package dev.durable.it.harness;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** Looks into a database of PostgreSQL from outside, as an operator would. */
public final class Rows {

    private final DataSource source;

    public Rows(DataSource source) {
        this.source = source;
    }

    /** One number. */
    public int number(String sql, Object... parameters) throws SQLException {
        return Integer.parseInt(text(sql, parameters));
    }

    /** One text; empty where the database has none. */
    public String text(String sql, Object... parameters) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                String text = rows.getString(1);
                return text == null ? "" : text;
            }
        }
    }

    /** Changes something. */
    public void change(String sql, Object... parameters) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }

    /** How many children of an execution are in a status. */
    public int children(UUID parent, String status) throws SQLException {
        return number(
                "select count(*) from durable_execution where parent_id = ? and role = 'CHILD' and status = ?",
                parent,
                status);
    }

    /** Keeps everybody else from writing to a table until this is closed: a transaction that tries waits. */
    public Held holdWrites(String table) throws SQLException {
        return hold("lock table " + table + " in share mode");
    }

    /** Keeps everybody else from reading a table as well. */
    public Held holdReads(String table) throws SQLException {
        return hold("lock table " + table + " in access exclusive mode");
    }

    /** Keeps shut what the application knows by a number, and waits at, until this is closed. */
    public Held holdGate(int gate) throws SQLException {
        return hold("select pg_advisory_xact_lock(" + gate + ")");
    }

    private Held hold(String sql) throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return connection::close;
    }

    /** Something that is held back. */
    @FunctionalInterface
    public interface Held extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }
}
