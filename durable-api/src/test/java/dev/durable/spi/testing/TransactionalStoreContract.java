package dev.durable.spi.testing;

import org.junit.jupiter.api.Nested;

/** The contract of a store that joins its callers' transactions: all of the port's, and what holds inside of those. */
public abstract class TransactionalStoreContract extends TaskExecutionStoreContract {

    @Override
    protected abstract TransactionalStoreUnderTest emptyStore();

    @Nested
    class Transaction extends TransactionContract {
        @Override
        TransactionalStoreUnderTest openTransactional() {
            return emptyStore();
        }
    }

    @Nested
    class InsertIfAbsentTransaction extends InsertIfAbsentTransactionContract {
        @Override
        TransactionalStoreUnderTest openTransactional() {
            return emptyStore();
        }
    }

    @Nested
    class CompleteTransaction extends WriteBackInTransactionContract {
        @Override
        TransactionalStoreUnderTest openTransactional() {
            return emptyStore();
        }
    }
}
