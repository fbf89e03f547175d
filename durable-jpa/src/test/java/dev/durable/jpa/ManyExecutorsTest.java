package dev.durable.jpa;

import static dev.durable.jpa.Executions.COMPLETE_AT_LAST;
import static dev.durable.jpa.Executions.cancelling;
import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.completing;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.roots;
import static dev.durable.jpa.Executions.spawning;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Renewal;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Eight executors on one database, as on eight servers. */
class ManyExecutorsTest {

    private static final int EXECUTORS = 8;

    private static final RowRule CANCEL = row -> row.status().finished()
            ? Optional.empty()
            : Optional.of(Change.to(TaskStatus.CANCELLED)
                    .notified(row.lineage().parentId() == null && row.family().children() == 0));

    @Test
    void eachOfThousandsOfExecutionsIsFinishedOnceOnPostgreSql() throws Exception {
        try (PlainServer server = Databases.postgreSql()) {
            writeBackAll(server, 8000);
        }
    }

    @Test
    void eachOfThousandsOfExecutionsIsFinishedOnceOnH2() throws Exception {
        try (PlainServer server = Databases.h2()) {
            writeBackAll(server, 4000);
        }
    }

    private static void writeBackAll(PlainServer server, int count) throws Exception {
        try (TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            store.insert(roots(count));
            Set<ExecutionId> finished = ConcurrentHashMap.newKeySet();
            AtomicInteger writes = new AtomicInteger();
            together(EXECUTORS, () -> {
                ExecutorId self = newExecutor();
                for (List<StoredExecution> batch = claim(store, self, 50);
                        !batch.isEmpty();
                        batch = claim(store, self, 50)) {
                    Written written = store.writeBack(
                            batch.stream().map(Executions::completing).toList(), COMPLETE_AT_LAST);
                    assertThat(written.refused()).isEmpty();
                    written.changed().forEach(row -> finished.add(row.id()));
                    writes.addAndGet(written.changed().size());
                }
                return null;
            });
            assertThat(finished).hasSize(count);
            assertThat(writes).hasValue(count);
            assertThat(server.ask(
                            "select count(*) from durable_execution where status = 'COMPLETED' and notified = 'YES'"
                                    + " and token = 1 and output is not null"))
                    .containsExactly(String.valueOf(count));
        }
    }

    @Test
    void treesOfMixedDepthsEndWithoutADeadlockOnPostgreSql() throws Exception {
        try (PlainServer server = Databases.postgreSql();
                DeadlockCounter deadlocks = new DeadlockCounter()) {
            server.open(PlainServer.MIGRATING).close();
            EndsAreFinal.guard(server);
            endTrees(server);
            // Not one, although each would be tried again: rows are locked in one order by all.
            assertThat(deadlocks.count()).isZero();
        }
    }

    @Test
    void treesOfMixedDepthsEndOnH2() throws Exception {
        try (PlainServer server = Databases.h2()) {
            endTrees(server);
        }
    }

    private static void endTrees(PlainServer server) throws Exception {
        try (TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            List<NewExecution> roots = roots(40);
            store.insert(roots);
            // Every fourth tree is cancelled while it grows, by command and from above.
            List<ExecutionId> unwanted = roots.stream()
                    .map(NewExecution::id)
                    .filter(id -> roots.indexOf(root(roots, id)) % 4 == 0)
                    .toList();
            AtomicInteger next = new AtomicInteger();
            together(EXECUTORS, () -> {
                ExecutorId self = newExecutor();
                store.renew(new Renewal(self, "server", Duration.ofHours(1)));
                while (open(server) > 0) {
                    work(store, self);
                    int i = next.getAndIncrement();
                    if (i < unwanted.size()) {
                        store.submit(cancelling(List.of(unwanted.get(i))));
                    }
                    store.sweep(new SweepCondition.CancelPending(), 20, CANCEL);
                    store.sweep(new SweepCondition.Orphaned(), 20, CANCEL);
                    store.close(20, COMPLETE_AT_LAST);
                }
                return null;
            });
            assertThat(server.ask("select distinct status from durable_execution"))
                    .isSubsetOf("COMPLETED", "CANCELLED");
            assertThat(server.ask("select count(*) from durable_execution where unfinished_children > 0"))
                    .containsExactly("0");
            assertThat(server.ask("select count(*) from durable_execution where depth = 0 and status = 'COMPLETED'"))
                    .first()
                    .satisfies(count -> assertThat(Integer.parseInt(count)).isBetween(30, 40));
        }
    }

    @Test
    void aTreeOfThreeThousandIsCancelledAtOnceWithoutADeadlock() throws Exception {
        try (PlainServer server = Databases.postgreSql();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING);
                DeadlockCounter deadlocks = new DeadlockCounter()) {
            EndsAreFinal.guard(server);
            ExecutionId root = grown(store);
            store.update(root, CANCEL);
            together(EXECUTORS, () -> {
                ExecutorId self = newExecutor();
                store.renew(new Renewal(self, "server", Duration.ofHours(1)));
                while (open(server) > 0) {
                    // Some leaves complete while the others are cancelled, and both tell the same parents.
                    store.writeBack(
                            claim(store, self, 5).stream()
                                    .map(Executions::completing)
                                    .toList(),
                            COMPLETE_AT_LAST);
                    store.sweep(new SweepCondition.Orphaned(), 100, CANCEL);
                    store.close(100, COMPLETE_AT_LAST);
                }
                return null;
            });
            assertThat(deadlocks.count()).isZero();
            assertThat(server.ask("select count(*) from durable_execution where unfinished_children = 0"))
                    .containsExactly("2955");
            // A branch may have finished before the cancel reached it.
            assertThat(server.ask("select distinct status from durable_execution"))
                    .containsExactlyInAnyOrder("COMPLETED", "CANCELLED");
            assertThat(store.views().find(root).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
        }
    }

    /** Fourteen children, each of which has fourteen, each of which has fourteen again, ready to be claimed. */
    private static ExecutionId grown(TaskExecutionStore store) {
        List<NewExecution> root = roots(1);
        store.insert(root);
        ExecutorId self = newExecutor();
        for (int level = 0, width = 1; level < 3; level++, width *= 14) {
            store.writeBack(
                    claim(store, self, width).stream()
                            .map(row -> spawning(row, 14))
                            .toList(),
                    COMPLETE_AT_LAST);
        }
        return root.get(0).id();
    }

    private static NewExecution root(List<NewExecution> roots, ExecutionId id) {
        return roots.stream().filter(root -> root.id().equals(id)).findFirst().orElseThrow();
    }

    private static int open(PlainServer server) {
        return Integer.parseInt(server.ask("select count(*) from durable_execution where notified = 'NOT_YET'")
                .get(0));
    }

    /** Claims a mixed batch, lets it grow two levels deep, and finishes it together. */
    private static void work(TaskExecutionStore store, ExecutorId self) {
        List<WriteBack> writeBacks = claim(store, self, 30).stream()
                .map(row -> row.lineage().depth() < 2 ? spawning(row, 4) : completing(row))
                .toList();
        store.writeBack(writeBacks, COMPLETE_AT_LAST);
    }

    private static void together(int count, Callable<Void> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Void>> futures = new ArrayList<>(
                    threads.invokeAll(Stream.generate(() -> work).limit(count).toList()));
            for (Future<Void> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
