package dev.durable.jpa;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** What the store works with inside one transaction. */
final class StoreSession {

    private final StatelessSession session;
    private final DatabaseKind database;
    private final Instant begun;

    private StoreSession(StatelessSession session, DatabaseKind database, Instant begun) {
        this.session = session;
        this.database = database;
        this.begun = begun;
    }

    /** Begins to work, and asks for the moment with this statement. */
    static StoreSession begin(StatelessSession session, DatabaseKind database, String firstStatement) {
        Instant begun = session.doReturningWork(connection -> DatabaseKind.readClock(connection, firstStatement));
        return new StoreSession(session, database, begun);
    }

    /** Ends what is sent through a session once it has taken so long together. */
    static void limitStatements(StatelessSession session, int seconds) {
        // The only limit of Hibernate's that holds for finding by id, too.
        ((SharedSessionContractImplementor) session).getJdbcCoordinator().setTransactionTimeOut(seconds);
    }

    /** Whole seconds, which is how JTA and JDBC count: never less, and not 0, which is none at all to both. */
    static int seconds(Duration timeout) {
        return (int) Math.max(1, timeout.plusMillis(999).toSeconds());
    }

    StatelessSession session() {
        return session;
    }

    DatabaseKind database() {
        return database;
    }

    /** The moment at which this work began. Right for what skips locked rows, since that has waited for nobody. */
    Instant begun() {
        return begun;
    }

    /**
     * The moment by the database's clock. To be asked once locks have been waited for, or what is written would carry
     * a time from before others wrote.
     */
    Instant now() {
        return session.doReturningWork(connection -> DatabaseKind.readClock(connection, database.clock()));
    }

    /** Inserts entities, as one batch. */
    void insert(List<?> entities) {
        entities.forEach(session::insert);
        // A session of this kind gathers inserts, even a single one, and must be told to send them: nothing else does,
        // neither a query nor an update.
        ((SharedSessionContractImplementor) session).getJdbcCoordinator().executeBatch();
    }

    /**
     * Sends one statement for many rows, as one batch.
     *
     * @return how many rows each has changed, as far as the driver says
     */
    <T> int[] batch(String sql, Iterable<T> rows, Binding<T> binding) {
        return session.doReturningWork(connection -> {
            try {
                return send(connection, sql, rows, binding);
            } catch (SQLException e) {
                // Wrapped here, or Hibernate would log it, and with it the payloads that the driver puts in its text.
                throw new Failures.BatchFailed(e);
            }
        });
    }

    /**
     * Sends one insert for many rows of which each may be there already, as one batch.
     *
     * @param unique the unique columns by which a row may be there; none for all of them
     * @return for each row 1 if it was inserted, 0 if it was there, and {@link Statement#SUCCESS_NO_INFO} if the driver
     *     does not say, which it does for a row that is alone
     */
    <T> int[] batchIfAbsent(String insert, String unique, List<T> rows, Binding<T> binding) {
        return session.doReturningWork(connection -> {
            try {
                return send(connection, insert + database.unlessPresent(unique), rows, binding);
            } catch (SQLException e) {
                if (e instanceof BatchUpdateException batch
                        && database.survivesDuplicates()
                        && Failures.areDuplicates(e)) {
                    return IntStream.of(batch.getUpdateCounts())
                            .map(count -> count == Statement.EXECUTE_FAILED ? 0 : count)
                            .toArray();
                }
                throw new Failures.BatchFailed(e);
            }
        });
    }

    private static <T> int[] send(Connection connection, String sql, Iterable<T> rows, Binding<T> binding)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T row : rows) {
                binding.bind(new Parameters(statement), row);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** How a row is bound. */
    @FunctionalInterface
    interface Binding<T> {
        void bind(Parameters parameters, T row) throws SQLException;
    }
}
