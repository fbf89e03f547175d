package dev.durable.jpa;

import static dev.durable.jpa.Executions.cancelling;
import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.roots;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Written;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What others have locked is skipped: a session that stands still stops nobody. */
class LockingTest {

    private static final RowRule CANCEL =
            row -> Optional.of(Change.to(TaskStatus.CANCELLED).notified(true));

    static Stream<Named<Supplier<PlainServer>>> databases() {
        return Stream.of(Named.of("PostgreSQL", Databases::postgreSql), Named.of("H2", Databases::h2));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aClaimSkipsWhatIsLocked(Supplier<PlainServer> database) throws SQLException {
        try (PlainServer server = database.get();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            List<ExecutionId> ids = inserted(store, 3);
            try (Connection holder = lock(server, ids.get(1))) {
                assertThat(ids(claim(store, newExecutor(), 10))).containsExactlyInAnyOrder(ids.get(0), ids.get(2));
                holder.rollback();
            }
            assertThat(ids(claim(store, newExecutor(), 10))).containsExactly(ids.get(1));
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aSweepSkipsWhatIsLocked(Supplier<PlainServer> database) throws SQLException {
        try (PlainServer server = database.get();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            List<ExecutionId> ids = inserted(store, 3);
            claim(store, newExecutor(), 10);
            try (Connection holder = lock(server, ids.get(1))) {
                assertThat(ids(store.sweep(new SweepCondition.LeaseExpired(), 10, CANCEL)
                                .changed()))
                        .containsExactlyInAnyOrder(ids.get(0), ids.get(2));
                holder.rollback();
            }
            assertThat(ids(store.sweep(new SweepCondition.LeaseExpired(), 10, CANCEL)
                            .changed()))
                    .containsExactly(ids.get(1));
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aRequestForALockedExecutionIsKeptForTheNextTime(Supplier<PlainServer> database) throws SQLException {
        try (PlainServer server = database.get();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            List<ExecutionId> ids = inserted(store, 2);
            store.submit(cancelling(List.of(ids.get(0), ids.get(1), Executions.newId())));
            try (Connection holder = lock(server, ids.get(0))) {
                Written written = store.sweep(new SweepCondition.CancelPending(), 10, CANCEL);
                assertThat(ids(written.changed())).containsExactly(ids.get(1));
                assertThat(written.more())
                        .as("what is held is still to be done")
                        .isTrue();
                assertThat(store.sweep(new SweepCondition.CancelPending(), 10, CANCEL)
                                .more())
                        .isTrue();
                holder.rollback();
            }
            assertThat(server.ask("select execution_id from durable_cancel"))
                    .containsExactly(ids.get(0).toString());
            Written last = store.sweep(new SweepCondition.CancelPending(), 10, CANCEL);
            assertThat(ids(last.changed())).containsExactly(ids.get(0));
            assertThat(last.more()).isFalse();
            assertThat(server.ask("select execution_id from durable_cancel")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void twoApplicationsRequestTheSameInTurnWithoutWaiting(Supplier<PlainServer> database) {
        try (PlainServer server = database.get();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            List<ExecutionId> ids = inserted(store, 2);
            PlainServer.inTransaction(
                    () -> {
                        store.submit(cancelling(List.of(ids.get(0))));
                        CompletableFuture.runAsync(() -> PlainServer.inTransaction(
                                        () -> store.submit(cancelling(List.of(ids.get(1), ids.get(0)))), true))
                                .join();
                        store.submit(cancelling(List.of(ids.get(1))));
                    },
                    true);
            assertThat(server.ask("select execution_id from durable_cancel")).hasSize(4);
            assertThat(store.sweep(new SweepCondition.CancelPending(), 10, CANCEL)
                            .changed())
                    .hasSize(2);
        }
    }

    private static List<ExecutionId> inserted(TaskExecutionStore store, int count) {
        List<NewExecution> executions = roots(count);
        store.insert(executions);
        return executions.stream().map(NewExecution::id).toList();
    }

    private static List<ExecutionId> ids(List<StoredExecution> rows) {
        return rows.stream().map(StoredExecution::id).toList();
    }

    /** Holds a row as a session does that stands still in the middle of a transaction. */
    private static Connection lock(PlainServer server, ExecutionId id) throws SQLException {
        Connection connection = server.dataSource().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("select id from durable_execution where id = '" + id + "' for update");
        }
        return connection;
    }
}
