package dev.durable.engine.transaction;

import dev.durable.DurableException;
import dev.durable.engine.task.CallerTransaction;
import dev.durable.engine.task.TaskBean.NotBegun;
import dev.durable.engine.task.TaskBean.TransactionFailed;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server's JTA, as seen from the current thread. */
public final class JtaTransactions implements CallerTransaction {

    /** A resource of those transactions that the engine itself commits. */
    private static final Object BY_ENGINE = new Object();

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
     * Begins a transaction on this thread, which nobody can commit but by {@link #commit()}.
     *
     * @param timeout its timeout
     * @throws NotBegun if the server does not begin one
     */
    public void begin(Duration timeout) throws NotBegun {
        try {
            transaction.setTransactionTimeout(
                    (int) Math.max(1, timeout.plusMillis(999).toSeconds()));
            try {
                transaction.begin();
                registry.registerInterposedSynchronization(new OnlyByEngine());
            } finally {
                // The timeout clings to the thread, which goes back to a pool of the server.
                transaction.setTransactionTimeout(0);
            }
        } catch (NotSupportedException | SystemException | RuntimeException e) {
            throw new NotBegun(e);
        }
    }

    /** What tells the transaction on this thread from every other; null if there is none. */
    public @Nullable Object key() {
        return registry.getTransactionKey();
    }

    /** Whether the transaction on this thread can still be committed. */
    public boolean committable() {
        return registry.getTransactionStatus() == Status.STATUS_ACTIVE;
    }

    /**
     * Commits the transaction on this thread.
     *
     * @throws TransactionFailed if it was rolled back, or if it is not known whether it was
     */
    public void commit() throws TransactionFailed {
        try {
            registry.putResource(BY_ENGINE, true);
            transaction.commit();
        } catch (RollbackException | HeuristicRollbackException e) {
            throw new TransactionFailed("The transaction was rolled back instead of committed", e);
        } catch (HeuristicMixedException | SystemException | RuntimeException e) {
            // Neutral about what has become of it: this is stored only if it turns out not to have been committed.
            throw new TransactionFailed("The commit of the transaction failed", e);
        }
    }

    /**
     * Rolls back what a body has left open: on some servers it would leak to whatever runs next on the thread.
     *
     * @return whether there was a transaction
     * @throws TransactionFailed if the server does not roll it back
     */
    public boolean rollBackLeftOver() throws TransactionFailed {
        if (!active()) {
            return false;
        }
        Thread.interrupted(); // what was meant for the body would break off the rollback of a driver that heeds it
        try {
            transaction.rollback();
            return true;
        } catch (SystemException | RuntimeException e) {
            throw new TransactionFailed("The transaction that the body had left open could not be rolled back", e);
        }
    }

    /**
     * Lets a commit by the body come to nothing: it would be one without the completion, and the next attempt would do
     * the same once more.
     */
    private final class OnlyByEngine implements Synchronization {

        @Override
        public void beforeCompletion() {
            if (registry.getResource(BY_ENGINE) == null) {
                throw new DurableException("The body of a transactional task must not end its transaction");
            }
        }

        @Override
        public void afterCompletion(int status) {}
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
