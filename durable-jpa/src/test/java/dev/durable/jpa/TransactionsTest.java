package dev.durable.jpa;

import static dev.durable.jpa.Executions.LEAVE;
import static dev.durable.jpa.Executions.TASK;
import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.root;
import static dev.durable.jpa.Executions.roots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ExecutionId;
import dev.durable.ExecutionQuery;
import dev.durable.StoreException;
import dev.durable.TaskStatus;
import dev.durable.spi.Listing;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Role;
import dev.durable.spi.StoreSettings;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionsTest {

    private PlainServer server;
    private RecordingDataSource recording;
    private TaskExecutionStore store;

    @BeforeEach
    void open() {
        server = Databases.h2();
        recording = new RecordingDataSource(server.dataSource());
        store = server.open(PlainServer.MIGRATING, recording.dataSource());
    }

    @AfterEach
    void close() {
        assertThat(PlainServer.status()).isEqualTo(Status.STATUS_NO_TRANSACTION);
        store.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "HYT00", "90131"})
    void whatAnotherTransactionUndidIsTriedAgain(String state) {
        store.insert(roots(3));
        List<StoredExecution> claimed = claim(store, newExecutor(), 3);
        failOn("update durable_execution", state, 2);

        Written written =
                store.writeBack(claimed.stream().map(Executions::completing).toList(), LEAVE);

        assertThat(written.changed()).hasSize(3);
        assertThat(standing(claimed.get(0))).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void afterThreeTriesTheCallerIsToldAndNothingIsWritten() {
        store.insert(roots(1));
        List<StoredExecution> claimed = claim(store, newExecutor(), 1);
        failOn("update durable_execution", "40P01", 3);

        List<WriteBack> one = List.of(Executions.completing(claimed.get(0)));
        assertThatThrownBy(() -> store.writeBack(one, LEAVE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("nothing was written");

        assertThat(standing(claimed.get(0))).isEqualTo(TaskStatus.RUNNING);
        assertThat(store.writeBack(one, LEAVE).changed()).hasSize(1);
    }

    @Test
    void aBatchThatKeepsFailingIsSplitUntilEachIsByItself() {
        store.insert(roots(8));
        List<StoredExecution> claimed = claim(store, newExecutor(), 8);
        // Whatever locks more than one row meets somebody else.
        recording.beforeEach(sql -> {
            if (sql.contains("id in (?,?") && sql.contains("for update")) {
                throw RecordingDataSource.failure("40001");
            }
        });

        Written written =
                store.writeBack(claimed.stream().map(Executions::completing).toList(), LEAVE);

        assertThat(written.changed()).hasSize(8);
        assertThat(claimed).allSatisfy(row -> assertThat(standing(row)).isEqualTo(TaskStatus.COMPLETED));
    }

    @Test
    void whatWasCommittedBeforeAConflictIsToldAndTheRestIsLeft() {
        store.insert(roots(8));
        List<StoredExecution> claimed = claim(store, newExecutor(), 8);
        List<WriteBack> outcomes = claimed.stream().map(Executions::completing).toList();
        // Batches meet somebody else all the time, and single rows do from the sixth on.
        AtomicInteger singles = new AtomicInteger();
        failLocks("40001", several -> several || singles.getAndIncrement() >= 5);

        Written written = store.writeBack(outcomes, LEAVE);

        List<ExecutionId> left = ids(claimed.subList(5, 8));
        assertThat(written.unwritten()).containsExactlyInAnyOrderElementsOf(left);
        assertThat(ids(written.changed())).containsExactlyInAnyOrderElementsOf(ids(claimed.subList(0, 5)));
        assertThat(written.refused()).isEmpty();
        recording.beforeEach(sql -> {});
        Written rest = store.writeBack(outcomes.subList(5, 8), LEAVE);
        assertThat(ids(rest.changed())).containsExactlyInAnyOrderElementsOf(left);
        assertThat(rest.unwritten()).isEmpty();
    }

    @Test
    void aFirstHalfThatConflictsDoesNotKeepTheSecondFromBeingWritten() {
        store.insert(roots(2));
        List<StoredExecution> claimed = claim(store, newExecutor(), 2);
        // Three tries of both, and three of the first alone.
        AtomicInteger tries = new AtomicInteger();
        failLocks("40001", several -> tries.getAndIncrement() < 6);

        Written written =
                store.writeBack(claimed.stream().map(Executions::completing).toList(), LEAVE);

        assertThat(ids(written.changed())).containsExactly(claimed.get(1).id());
        assertThat(written.unwritten()).containsExactly(claimed.get(0).id());
    }

    @Test
    void anyOtherFailureIsToldAtOnceWithoutTheDatabasesWords() {
        store.insert(roots(1));
        failOn("durable_execution", "42P01", 1);

        assertThatThrownBy(() -> claim(store, newExecutor(), 1))
                .isInstanceOf(StoreException.class)
                .hasMessage("The database could not be asked")
                .hasRootCauseMessage("Raised by the test");

        assertThat(claim(store, newExecutor(), 1)).hasSize(1);
    }

    @Test
    void aRowThatIsNotAsItWasReadIsNotWritten() {
        store.insert(roots(1));
        StoredExecution read = claim(store, newExecutor(), 1).get(0);
        store.writeBack(List.of(Executions.completing(read)), LEAVE);
        Instant now = read.times().created();
        try (SessionFactory sessions = PersistenceUnit.open(server.dataSource(), DatabaseKind.H2, Map.of())) {
            Transactions transactions = new Transactions(
                    server.transactions(), DatabaseKind.H2, sessions, PlainServer.MIGRATING.transactionTimeout());
            RowWrite stale = new RowWrite(read, read.claimed(newExecutor(), "server", now, now), null);

            assertThatThrownBy(() -> transactions.own(work -> {
                        new ExecutionWriter(work).claim(List.of(stale));
                        return stale;
                    }))
                    .isInstanceOf(Failures.Conflict.class);
        }
        assertThat(standing(read)).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aFailedInsertLeavesNothingToCommit() {
        NewExecution twice = root();
        store.insert(List.of(twice));
        assertThatThrownBy(() -> PlainServer.inTransaction(
                        () -> {
                            assertThatThrownBy(() -> store.insert(List.of(root(), twice)))
                                    .isInstanceOf(StoreException.class)
                                    .hasMessageContaining("stored already")
                                    .hasMessageContaining("can only be rolled back");
                            assertThat(PlainServer.status()).isEqualTo(Status.STATUS_MARKED_ROLLBACK);
                        },
                        true))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(jakarta.transaction.RollbackException.class);
        assertThat(server.ask("select count(*) from durable_execution")).containsExactly("1");
    }

    @Test
    void whateverBreaksAnInsertOffLeavesNothingToCommit() {
        recording.beforeEach(sql -> {
            if (sql.startsWith("insert")) {
                throw new AssertionError("broken off");
            }
        });
        PlainServer.inTransaction(
                () -> {
                    assertThatThrownBy(() -> store.insert(roots(1))).hasMessage("broken off");
                    assertThat(PlainServer.status()).isEqualTo(Status.STATUS_MARKED_ROLLBACK);
                },
                false);
    }

    @Test
    void readingOutsideOfATransactionTakesAsLongAsOneAtMost() throws Exception {
        StoreSettings hasty = new StoreSettings("jdbc/test", true, Duration.ofSeconds(1));
        try (PlainServer postgreSql = Databases.postgreSql();
                TaskExecutionStore reading = postgreSql.open(hasty);
                Connection holder = postgreSql.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute(
                        "lock table durable_execution, durable_attempt, durable_schema in access exclusive mode");
            }
            List<Runnable> reads = List.of(
                    () -> reading.views().find(Executions.newId()),
                    () -> reading.views().standings(List.of(Executions.newId())),
                    () -> reading.views().children(Executions.newId()),
                    () -> reading.views().related(Executions.newId(), Role.CHILD, 0),
                    () -> reading.views().sleeper(TASK, "key"),
                    () -> reading.views().attempts(Executions.newId()),
                    () -> reading.views().list(new Listing(ExecutionQuery.all(), null, 10)),
                    () -> reading.views().count(ExecutionQuery.all()),
                    () -> reading.views().figures(),
                    () -> reading.views().checkSchema());
            for (Runnable read : reads) {
                assertThatThrownBy(read::run).isInstanceOf(StoreException.class);
            }
            holder.rollback();
            assertThat(reading.views().figures().ready()).isZero();
        }
    }

    @Test
    void nothingIsStoredInATransactionThatCanOnlyBeRolledBack() {
        PlainServer.inTransaction(
                () -> {
                    server.transactions().registry().setRollbackOnly();
                    assertThatThrownBy(() -> store.insert(roots(1)))
                            .isInstanceOf(StoreException.class)
                            .hasMessageContaining("can only be rolled back");
                },
                false);
    }

    @Test
    void aSecondDatasourceWithoutXaIsExplained() {
        try (PlainServer other = Databases.h2()) {
            PlainServer.inTransaction(
                    () -> {
                        other.ask("select 1");
                        assertThatThrownBy(() -> store.insert(roots(1)))
                                .isInstanceOf(StoreException.class)
                                .hasMessageContainingAll("another datasource", "jdbc/test", "XA");
                    },
                    false);
        }
        assertThat(server.ask("select count(*) from durable_execution")).containsExactly("0");
    }

    @Test
    void anApplicationsTransactionIsNeverGivenLimits() {
        try (PlainServer postgreSql = Databases.postgreSql()) {
            RecordingDataSource sent = new RecordingDataSource(postgreSql.dataSource());
            try (TaskExecutionStore joined = postgreSql.open(PlainServer.MIGRATING, sent.dataSource())) {
                sent.taken();
                PlainServer.inTransaction(() -> joined.insert(roots(1)), true);
                assertThat(sent.taken()).hasSize(2).noneMatch(sql -> sql.contains("set_config"));
                joined.insert(roots(1));
                assertThat(sent.taken()).first().asString().contains("lock_timeout", "idle_in_transaction");
                assertThat(postgreSql.ask("show lock_timeout")).containsExactly("0");
            }
        }
    }

    @Test
    void theTimeoutOfATransactionDoesNotClingToTheThread() {
        List<Integer> timeouts = new ArrayList<>();
        Transactions.Server real = server.transactions();
        UserTransaction listening = (UserTransaction) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {UserTransaction.class}, (self, method, args) -> {
                    if (method.getName().equals("setTransactionTimeout")) {
                        timeouts.add((Integer) args[0]);
                    }
                    try {
                        return method.invoke(real.transaction(), args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Transactions.Server told = new Transactions.Server("jdbc/test", listening, real.registry());
        try (TaskExecutionStore timed =
                new StoreOpener(server.dataSource(), told, Map.of()).open(PlainServer.NOT_MIGRATING)) {
            timed.insert(roots(1));
        }
        assertThat(timeouts).containsExactly(30, 0);
    }

    @Test
    void oneConnectionServesAVerbAndGoesBackToThePool() throws Exception {
        store.insert(roots(10));
        for (int i = 0; i < 50; i++) {
            claim(store, newExecutor(), 1);
        }
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(server.dataSource().getConnection());
        }
        for (Connection connection : all) {
            connection.close();
        }
    }

    private static List<ExecutionId> ids(List<StoredExecution> rows) {
        return rows.stream().map(StoredExecution::id).toList();
    }

    /** Fails to lock rows where this says so, which is told whether it is several rows or one. */
    private void failLocks(String state, Predicate<Boolean> failing) {
        recording.beforeEach(sql -> {
            if (sql.contains("id in (?") && sql.contains("for update") && failing.test(sql.contains("id in (?,?"))) {
                throw RecordingDataSource.failure(state);
            }
        });
    }

    private TaskStatus standing(StoredExecution row) {
        return store.views().standings(List.of(row.id())).get(row.id()).status();
    }

    /** Fails the next statements that contain the text, as the database would. */
    private void failOn(String text, String state, int times) {
        AtomicInteger left = new AtomicInteger(times);
        recording.beforeEach(sql -> {
            if (sql.contains(text) && left.getAndDecrement() > 0) {
                throw RecordingDataSource.failure(state);
            }
        });
    }
}
