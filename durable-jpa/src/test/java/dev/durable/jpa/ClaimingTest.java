package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Claims on PostgreSQL, by several servers at once. */
class ClaimingTest {

    private static final int CLAIMERS = 4;
    private static final int TASKS = 50;
    private static final int EACH = 40;
    private static final int BATCH = 10;

    private static final String FREE = "select id from durable_execution where status = 'READY' for update skip locked";

    private static NewExecution of(String task) {
        ExecutionId id = Executions.newId();
        return new NewExecution(id, task, Lineage.root(id), Duration.ZERO, EnqueueOptions.none(), "\"input\"");
    }

    private static ClaimQuery query(Set<String> tasks, int limit) {
        Map<String, Duration> timeouts =
                tasks.stream().collect(Collectors.toMap(Function.identity(), task -> Duration.ofMinutes(1)));
        return new ClaimQuery(
                Executions.newExecutor(), "server", timeouts, Map.of(), Duration.ofSeconds(10), limit, true, 2);
    }

    @Test
    void noClaimIsEmptyWhileWorkIsDue() throws Exception {
        Set<String> tasks = IntStream.range(0, TASKS).mapToObj(i -> "task" + i).collect(Collectors.toSet());
        List<NewExecution> executions = tasks.stream()
                .flatMap(task -> IntStream.range(0, EACH).mapToObj(i -> of(task)))
                .toList();
        AtomicInteger left = new AtomicInteger(executions.size());
        try (PlainServer server = Databases.postgreSql();
                TaskExecutionStore first = server.open(PlainServer.MIGRATING)) {
            first.insert(executions);
            ExecutorService threads = Executors.newFixedThreadPool(CLAIMERS);
            try {
                List<Future<List<ExecutionId>>> claims = new ArrayList<>();
                for (int i = 0; i < CLAIMERS; i++) {
                    claims.add(threads.submit(claimer(server, tasks, left)));
                }
                List<ExecutionId> claimed = new ArrayList<>();
                for (Future<List<ExecutionId>> claim : claims) {
                    claimed.addAll(claim.get(120, TimeUnit.SECONDS));
                }
                assertThat(claimed).hasSize(executions.size()).doesNotHaveDuplicates();
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** Claims as a server of its own. What the other claimers may hold at the same time is not due any more. */
    private static Callable<List<ExecutionId>> claimer(PlainServer server, Set<String> tasks, AtomicInteger left) {
        return () -> {
            List<ExecutionId> claimed = new ArrayList<>();
            try (TaskExecutionStore store = server.open(PlainServer.NOT_MIGRATING)) {
                while (left.get() > 0) {
                    List<StoredExecution> rows =
                            store.claim(query(tasks, BATCH)).executions();
                    int now = left.addAndGet(-rows.size());
                    rows.forEach(row -> claimed.add(row.id()));
                    if (rows.isEmpty()) {
                        assertThat(now).as("left while a claim was empty").isLessThan(CLAIMERS * BATCH);
                    }
                }
            }
            return claimed;
        };
    }

    static Stream<Named<Supplier<PlainServer>>> databases() {
        return Stream.of(Named.of("PostgreSQL", Databases::postgreSql), Named.of("H2", Databases::h2));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void noClaimIsShortWhileWorkIsDue(Supplier<PlainServer> database) throws SQLException {
        try (PlainServer server = database.get();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            store.insert(Executions.roots(300));
            List<String> held = server.ask("select id from durable_execution order by due_at, id")
                    .subList(0, 100);
            try (Connection other = held(server, held)) {
                List<StoredExecution> claimed = Executions.claim(store, Executions.newExecutor(), 64);

                assertThat(claimed).hasSize(64);
                assertThat(claimed).extracting(row -> row.id().toString()).doesNotContainAnyElementsOf(held);
                other.rollback();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aSuspectThatIsHeldDoesNotKeepAnotherOneWaiting(Supplier<PlainServer> database) throws SQLException {
        try (PlainServer server = database.get();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            store.insert(Executions.roots(3));
            server.run("update durable_execution set crashes = 2");
            List<String> held = server.ask("select id from durable_execution order by due_at, id")
                    .subList(0, 1);
            try (Connection other = held(server, held)) {
                assertThat(Executions.claim(store, Executions.newExecutor(), 10))
                        .hasSize(1)
                        .extracting(row -> row.id().toString())
                        .doesNotContainAnyElementsOf(held);
                other.rollback();
            }
        }
    }

    /** A connection whose transaction has locked these rows. */
    private static Connection held(PlainServer server, List<String> ids) throws SQLException {
        Connection other = server.dataSource().getConnection();
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.executeQuery(
                    "select id from durable_execution where id in ('" + String.join("', '", ids) + "') for update");
        }
        return other;
    }

    @Test
    void noRowIsLockedThatIsNotClaimed() {
        Set<String> tasks = Set.of("one", "two", "three");
        try (PlainServer server = Databases.postgreSql()) {
            RecordingDataSource recording = new RecordingDataSource(server.dataSource());
            List<String> free = Collections.synchronizedList(new ArrayList<>());
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
                tasks.forEach(task -> store.insert(
                        IntStream.range(0, 20).mapToObj(i -> of(task)).toList()));
                recording.beforeEach(sql -> {
                    if (sql.startsWith("update durable_execution")) {
                        // On a thread of its own, and so not in the transaction of the claim.
                        free.addAll(CompletableFuture.supplyAsync(() -> server.ask(FREE))
                                .join());
                    }
                });
                List<StoredExecution> claimed = store.claim(query(tasks, BATCH)).executions();

                assertThat(claimed).hasSize(BATCH);
                assertThat(new HashSet<>(free)).hasSize(60 - BATCH);
            }
        }
    }

    @Test
    void aLateCommitBelowTheMarkIsFoundWithinFiveSeconds() {
        try (PlainServer server = Databases.postgreSql();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            store.insert(Executions.roots(1));
            assertThat(store.claim(query(Set.of(Executions.TASK), 1)).executions())
                    .hasSize(1);
            NewExecution late = Executions.root();
            store.insert(List.of(late));
            server.run("update durable_execution set due_at = due_at - interval '60 seconds' where id = '" + late.id()
                    + "'");
            long begun = System.nanoTime();

            List<StoredExecution> claimed = List.of();
            while (claimed.isEmpty()
                    && System.nanoTime() - begun < Duration.ofSeconds(60).toNanos()) {
                claimed = store.claim(query(Set.of(Executions.TASK), 1)).executions();
            }

            assertThat(claimed).extracting(StoredExecution::id).containsExactly(late.id());
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        }
    }
}
