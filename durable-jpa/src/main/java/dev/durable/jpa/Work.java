package dev.durable.jpa;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** What the store works with inside one transaction. */
final class Work {

    private final StatelessSession session;
    private final DatabaseKind database;
    private final Instant begun;

    private Work(StatelessSession session, DatabaseKind database, Instant begun) {
        this.session = session;
        this.database = database;
        this.begun = begun;
    }

    /** Begins to work, and asks for the moment with this statement. */
    static Work begin(StatelessSession session, DatabaseKind database, String firstStatement) {
        Instant begun = session.doReturningWork(connection -> DatabaseKind.readClock(connection, firstStatement));
        return new Work(session, database, begun);
    }

    /** Ends what is sent through a session once it has taken so long together. */
    static void limitStatements(StatelessSession session, int seconds) {
        // The only limit of Hibernate's that holds for finding by id, too.
        ((SharedSessionContractImplementor) session).getJdbcCoordinator().setTransactionTimeOut(seconds);
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
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (T row : rows) {
                    binding.bind(new Parameters(statement), row);
                    statement.addBatch();
                }
                return statement.executeBatch();
            } catch (SQLException e) {
                // Wrapped here, or Hibernate would log it, and with it the payloads that the driver puts in its text.
                throw new Failures.BatchFailed(e);
            }
        });
    }

    /** How a row is bound. */
    @FunctionalInterface
    interface Binding<T> {
        void bind(Parameters parameters, T row) throws SQLException;
    }
}
