package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store on an empty database for each test, and what others do to its rows meanwhile. */
abstract class StoreOnDatabase {

    PlainServer server;
    RecordingDataSource recording;
    TaskExecutionStore store;

    abstract PlainServer database();

    void prepare(PlainServer server) {}

    @BeforeEach
    void open() {
        server = database();
        recording = new RecordingDataSource(server.dataSource());
        store = server.open(PlainServer.MIGRATING, recording.dataSource());
        prepare(server);
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    static List<ExecutionId> ids(List<StoredExecution> rows) {
        return rows.stream().map(StoredExecution::id).toList();
    }

    /** Holds rows as a session does that stands still in the middle of a transaction. */
    Connection lock(ExecutionId... ids) throws SQLException {
        Connection connection = server.dataSource().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (ExecutionId id : ids) {
                statement.executeQuery("select id from durable_execution where id = '" + id + "' for update");
            }
        }
        return connection;
    }
}
