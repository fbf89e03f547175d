package dev.durable.jpa;

import static dev.durable.jpa.Executions.LEAVE;
import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.root;
import static dev.durable.jpa.Executions.roots;
import static dev.durable.jpa.Executions.sleeper;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is there already, under its id or its key, harms nobody who inserts. */
abstract class KeysInUse extends StoreOnDatabase {

    private static final Duration KEEP = Duration.ofDays(1);

    @Test
    void ofManyChildrenThatSleepThoseFailWhoseKeysAreInUse() {
        store.insert(List.of(sleeper("key 1"), root()));
        StoredExecution parent = claim(store, newExecutor(), 1).get(0);
        List<NewExecution> children = IntStream.range(0, 4)
                .mapToObj(i -> Executions.children(parent, 4).get(i).sleeping("key " + i % 3, KEEP))
                .toList();

        Written written = store.writeBack(List.of(Executions.outcomeOf(parent, Executions.spawned(children))), LEAVE);

        // Two of them have the same key, and either has it first.
        assertThat(store.views().children(parent.id()).stream().map(child -> child.status() + " " + child.wakeKey()))
                .containsExactlyInAnyOrder("SLEEPING key 0", "FAILED key 0", "FAILED key 1", "SLEEPING key 2");
        assertThat(written.inserted())
                .containsExactlyInAnyOrderElementsOf(written.inserted().stream()
                        .map(row -> store.views().find(row.id()).orElseThrow())
                        .toList())
                .hasSize(4);
        assertThat(written.inserted().stream().filter(row -> row.status() == TaskStatus.FAILED))
                .allSatisfy(row -> assertThat(row.error().kind()).isEqualTo(ErrorKind.KEY_IN_USE));
    }

    @Test
    void whatIsInsertedUnlessItIsThereWaitsForWhoeverIsInsertingIt() throws Exception {
        for (boolean committed : List.of(true, false)) {
            String key = "key " + committed;
            NewExecution second = sleeper(key);
            CountDownLatch inserting = new CountDownLatch(1);
            List<CompletableFuture<Set<ExecutionId>>> absent = new ArrayList<>();
            PlainServer.inTransaction(
                    () -> {
                        store.insert(List.of(sleeper(key)));
                        recording.beforeEach(sql -> inserting.countDown());
                        absent.add(CompletableFuture.supplyAsync(() -> store.insertIfAbsent(List.of(root(), second))));
                        await(inserting);
                    },
                    committed);
            assertThat(absent.get(0).get(10, TimeUnit.SECONDS)).isEqualTo(committed ? Set.of(second.id()) : Set.of());
        }
        assertThat(server.ask("select status from durable_execution"))
                .as("what stood beside the one that was there is taken back")
                .containsExactlyInAnyOrder("SLEEPING", "SLEEPING", "READY");
    }

    @Test
    void aTransactionStaysUsableAfterSomethingWasThere() {
        NewExecution there = root();
        store.insert(List.of(there, sleeper("key")));
        NewExecution another = sleeper("key");
        PlainServer.inTransaction(
                () -> {
                    assertThat(store.insertIfAbsent(List.of(root(), there, another, root())))
                            .containsExactlyInAnyOrder(there.id(), another.id());
                    store.insert(roots(1));
                },
                true);
        assertThat(server.ask("select id from durable_execution")).hasSize(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
