package dev.durable.jpa;

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

    StatelessSession session() {
        return session;
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
}
