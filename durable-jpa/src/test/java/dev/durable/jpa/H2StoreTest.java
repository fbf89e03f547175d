package dev.durable.jpa;

import dev.durable.spi.testing.TransactionalStoreContract;
import dev.durable.spi.testing.TransactionalStoreUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2StoreTest extends TransactionalStoreContract {

    private static ContractSubject subject;

    @BeforeAll
    static void open() {
        subject = new ContractSubject(Databases.h2());
    }

    @AfterAll
    static void close() {
        subject.close();
    }

    @Override
    protected TransactionalStoreUnderTest emptyStore() {
        return subject.emptied();
    }
}
