package dev.durable.jpa;

import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.roots;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.spi.StoredExecution;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionalWriteBackTest extends StoreOnDatabase {

    @Override
    PlainServer database() {
        return Databases.postgreSql();
    }

    @Test
    void whatIsCompletedInItsBodysTransactionIsWrittenLastAndLocksNothingBefore() {
        store.insert(roots(1));
        StoredExecution attempt = claim(store, newExecutor(), 1).get(0);
        recording.taken();

        PlainServer.inTransaction(
                () -> store.writeBackInTransaction(attempt, Executions.spawned(Executions.children(attempt, 2))), true);

        List<String> sent = recording.taken();
        assertThat(sent).noneMatch(sql -> sql.contains("for update")).hasSize(3);
        assertThat(sent.get(1)).startsWith("insert into durable_execution");
        assertThat(sent.get(2)).startsWith("update durable_execution");
    }
}
