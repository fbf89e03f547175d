package dev.durable.jpa;

import static dev.durable.jpa.Executions.LEAVE;
import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.roots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.StoreException;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.trial.TrialPostgreSql;
import jakarta.transaction.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {

    @Test
    void anOutageIsToldAndPasses() {
        try (TrialPostgreSql database = TrialPostgreSql.temporary();
                PlainServer server = PlainServer.on(database.jdbcUrl(), TrialPostgreSql.NAME, TrialPostgreSql.NAME);
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            store.insert(roots(2));
            assertThat(claim(store, newExecutor(), 1)).hasSize(1);

            database.stop();
            List<Runnable> verbs = List.of(
                    () -> claim(store, newExecutor(), 1),
                    () -> store.insert(roots(1)),
                    () -> store.close(1, LEAVE),
                    () -> store.views().figures(),
                    () -> store.views().checkSchema());
            for (Runnable verb : verbs) {
                assertThatThrownBy(verb::run).isInstanceOf(StoreException.class);
                assertThat(PlainServer.status()).isEqualTo(Status.STATUS_NO_TRANSACTION);
            }

            database.start();
            assertThat(claim(store, newExecutor(), 10)).hasSize(1);
        }
    }
}
