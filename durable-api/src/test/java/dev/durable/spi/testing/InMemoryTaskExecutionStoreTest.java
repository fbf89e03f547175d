package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Renewal;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InMemoryTaskExecutionStoreTest extends TaskExecutionStoreContract {

    private final SettableTime time = new SettableTime();
    private final InMemoryTaskExecutionStore store = new InMemoryTaskExecutionStore(time);

    @Override
    protected StoreUnderTest emptyStore() {
        return new InMemory(new SettableTime());
    }

    private record InMemory(SettableTime time, InMemoryTaskExecutionStore store) implements StoreUnderTest {

        InMemory(SettableTime time) {
            this(time, new InMemoryTaskExecutionStore(time));
        }

        @Override
        public void pass(Duration duration) {
            time.advance(duration);
        }
    }

    @Test
    void everythingStoredCanBeSeen() {
        ExecutionId first = insert();
        time.advance(Duration.ofSeconds(1));
        ExecutionId second = insert();
        ExecutorId executor = new ExecutorId(UUID.randomUUID());
        store.submit(StoreContract.cancellations(second));
        store.renew(new Renewal(executor, "server 1", Duration.ofSeconds(10)));

        assertThat(store.all().stream().map(StoredExecution::id)).containsExactly(first, second);
        assertThat(store.commands()).containsExactly(second);
        assertThat(store.leases())
                .containsExactly(Map.entry(executor, time.instant().plusSeconds(10)));
    }

    @Test
    void aLeaseThatExpiredLongAgoIsForgottenUnlessItsExecutorStillOwnsSomething() {
        ExecutorId idle = new ExecutorId(UUID.randomUUID());
        ExecutorId owner = new ExecutorId(UUID.randomUUID());
        ExecutorId alive = new ExecutorId(UUID.randomUUID());
        List.of(idle, owner).forEach(id -> store.renew(new Renewal(id, "server 1", Duration.ofSeconds(10))));
        insert();
        store.claim(StoreContract.query(owner, 1, StoreContract.TASK));
        time.advance(Duration.ofHours(2));

        store.renew(new Renewal(alive, "server 1", Duration.ofSeconds(10)));

        assertThat(store.leases()).containsOnlyKeys(owner, alive);
    }

    @Test
    void rulesSeeNoPayloads() {
        ExecutionId id = insert();

        store.update(id, row -> {
            assertThat(row.payloads()).isEqualTo(StoredExecution.Payloads.NONE);
            return Optional.of(Change.to(TaskStatus.COMPLETED));
        });

        assertThat(store.views().find(id).orElseThrow().payloads().input()).isEqualTo("1");
    }

    @Test
    void aRuleThatCallsTheStoreIsRefused() {
        ExecutionId id = insert();
        TaskExecutionStore port = store;

        assertThatThrownBy(() -> port.update(id, row -> {
                    port.views().find(id);
                    return Optional.empty();
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not call the store");
    }

    @Test
    void timePassesForwardsOnly() {
        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    private ExecutionId insert() {
        ExecutionId id = new ExecutionId(UUID.randomUUID());
        store.insert(List.of(
                new NewExecution(id, StoreContract.TASK, Lineage.root(id), Duration.ZERO, EnqueueOptions.none(), "1")));
        return id;
    }
}
