package dev.durable.engine.transaction;

import dev.durable.DurableException;
import dev.durable.engine.execution.CallerTransaction;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;

/** The server's JTA, as seen from the current thread. */
public final class JtaTransactions implements CallerTransaction {

    private final UserTransaction transaction;
    private final TransactionSynchronizationRegistry registry;

    public JtaTransactions(UserTransaction transaction, TransactionSynchronizationRegistry registry) {
        this.transaction = transaction;
        this.registry = registry;
    }

    @Override
    public boolean active() {
        return registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
    }

    @Override
    public void afterCommit(Runnable action) {
        int status = registry.getTransactionStatus();
        if (status == Status.STATUS_NO_TRANSACTION) {
            action.run();
        } else if (status == Status.STATUS_ACTIVE) {
            registry.registerInterposedSynchronization(new AfterCommit(action));
        }
        // Otherwise the transaction cannot commit any more, so there is nothing that could come after.
    }

    /**
     * Rolls back what a body has left open: on some servers it would leak to whatever runs next on the thread.
     *
     * @return whether there was a transaction
     */
    public boolean rollBackLeftOver() {
        if (!active()) {
            return false;
        }
        try {
            transaction.rollback();
            return true;
        } catch (SystemException e) {
            throw new DurableException("The transaction that a body had left open could not be rolled back", e);
        }
    }

    private record AfterCommit(Runnable action) implements Synchronization {

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                action.run();
            }
        }
    }
}
