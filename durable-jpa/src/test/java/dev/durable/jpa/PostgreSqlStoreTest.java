package dev.durable.jpa;

import static dev.durable.jpa.Executions.LEAVE;
import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.completing;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.roots;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.spi.testing.TransactionalStoreContract;
import dev.durable.spi.testing.TransactionalStoreUnderTest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgreSqlStoreTest extends TransactionalStoreContract {

    private static ContractSubject subject;

    @BeforeAll
    static void open() {
        subject = new ContractSubject(Databases.postgreSql());
    }

    @AfterAll
    static void close() {
        subject.close();
    }

    @Test
    void whateverThisContractDoesNoEndIsEverChanged() {
        PlainServer server = subject.emptied().server();
        subject.store().insert(roots(1));
        subject.store()
                .writeBack(
                        List.of(completing(
                                claim(subject.store(), newExecutor(), 1).get(0))),
                        LEAVE);
        for (String change : List.of(
                "output = '2'",
                "status = 'FAILED', output = null",
                "finished_at = finished_at + interval '1 second'",
                "notified = 'TOO_LATE'",
                "notified = 'NOT_YET'")) {
            assertThatThrownBy(() -> server.run("update durable_execution set " + change))
                    .as(change)
                    .rootCause()
                    .hasMessageContaining("was changed");
        }
    }

    @Override
    protected TransactionalStoreUnderTest emptyStore() {
        return subject.emptied();
    }
}
