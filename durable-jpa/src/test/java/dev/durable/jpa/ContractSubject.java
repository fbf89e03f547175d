package dev.durable.jpa;

import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.testing.TransactionalStoreUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** The JPA store on one database, emptied for each test of the contract. */
final class ContractSubject implements TransactionalStoreUnderTest, AutoCloseable {

    private final PlainServer server;
    private final TaskExecutionStore store;
    private final DatabaseKind database;

    ContractSubject(PlainServer server) {
        this.server = server;
        this.store = server.open(PlainServer.MIGRATING);
        this.database = DatabaseKind.of(server.dataSource());
        if (database == DatabaseKind.POSTGRESQL) {
            EndsAreFinal.guard(server);
        }
    }

    ContractSubject emptied() {
        server.empty();
        return this;
    }

    PlainServer server() {
        return server;
    }

    @Override
    public TaskExecutionStore store() {
        return store;
    }

    @Override
    public void pass(Duration duration) {
        Instant end = now().plus(duration);
        while (now().isBefore(end)) {
            Thread.onSpinWait();
        }
    }

    private Instant now() {
        try (Connection connection = server.dataSource().getConnection()) {
            return DatabaseKind.readClock(connection, database.clock());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void inTransaction(Runnable block, boolean commit) {
        PlainServer.inTransaction(block, commit);
    }

    @Override
    public void close() {
        store.close();
        server.close();
    }
}
