package dev.durable.jpa;

import dev.durable.StoreException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/** Runs the store's work in JTA transactions: in the caller's, or in one of its own. */
final class Transactions {

    private static final int TRIES = 3;
    private static final Duration LONGEST_LOCK_WAIT = Duration.ofSeconds(2);

    private final Server server;
    private final DatabaseKind database;
    private final SessionFactory sessions;
    private final Duration timeout;

    /**
     * What the store needs of its server.
     *
     * @param dataSourceName what an operator calls the datasource
     * @param transaction begins and ends the store's own transactions. Not to be asked in a caller's transaction: where
     *     {@code @Transactional} rules, the specification lets every method of it throw
     * @param registry knows the caller's transaction
     */
    record Server(String dataSourceName, UserTransaction transaction, TransactionSynchronizationRegistry registry) {}

    Transactions(Server server, DatabaseKind database, SessionFactory sessions, Duration timeout) {
        this.server = server;
        this.database = database;
        this.sessions = sessions;
        this.timeout = timeout;
    }

    /**
     * Runs work in a transaction of its own, again after a conflict with another transaction.
     *
     * @throws IllegalStateException if a transaction is active
     * @throws Failures.Conflict if it conflicts with other transactions each time
     */
    <T> T own(Function<StoreSession, T> work) {
        int status = server.registry().getTransactionStatus();
        if (status != Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException(
                    "The engine's own work must not join a transaction, but one is active (JTA status " + status + ")");
        }
        for (int tries = 1; ; tries++) {
            try {
                return once(work);
            } catch (Failures.Conflict conflict) {
                if (tries == TRIES) {
                    throw conflict;
                }
                StoreMessage.CONFLICT.log(conflict, tries);
            }
        }
    }

    /** Runs work in the caller's transaction if there is one, and else in its own. */
    <T> T joined(Function<StoreSession, T> work) {
        int status = server.registry().getTransactionStatus();
        if (status == Status.STATUS_NO_TRANSACTION) {
            return own(work);
        }
        if (status != Status.STATUS_ACTIVE) {
            throw new StoreException("The caller's transaction can only be rolled back or has ended (JTA status "
                    + status + "): nothing can be stored in it");
        }
        try {
            return inSession(work, database.clock());
        } catch (RuntimeException | Error thrown) {
            // Part of the work may have been written, whatever was thrown: a caller that catches this must not commit
            // that part.
            server.registry().setRollbackOnly();
            if (Failures.ofDatabase(thrown)) {
                throw Failures.inCallers(thrown, server.dataSourceName());
            }
            throw thrown;
        }
    }

    /**
     * Runs work in the caller's transaction.
     *
     * @throws IllegalStateException if there is none
     */
    <T> T callers(Function<StoreSession, T> work) {
        if (server.registry().getTransactionStatus() == Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("This is part of a transaction, but none is active");
        }
        return joined(work);
    }

    /** Lets the caller's transaction end by a rollback only. */
    void setRollbackOnly() {
        server.registry().setRollbackOnly();
    }

    /**
     * Reads in the caller's transaction if there is one, and else without: each statement sees what is committed, and
     * takes as long as a transaction of the store's own at most.
     */
    <T> T reading(Function<StatelessSession, T> work) {
        try (StatelessSession session = sessions.openStatelessSession()) {
            if (server.registry().getTransactionStatus() == Status.STATUS_NO_TRANSACTION
                    && database.limitsEachStatement()) {
                // No transaction ends this wait, and the caller may be the loop that reads the figures for health.
                StoreSession.limitStatements(session, StoreSession.seconds(timeout));
            }
            return work.apply(session);
        } catch (RuntimeException thrown) {
            if (!Failures.ofDatabase(thrown)) {
                throw thrown;
            }
            throw server.registry().getTransactionStatus() == Status.STATUS_NO_TRANSACTION
                    ? Failures.inOwn(thrown)
                    : Failures.inCallers(thrown, server.dataSourceName());
        }
    }

    private <T> T inSession(Function<StoreSession, T> work, String firstStatement) {
        // Closed before the transaction ends, so that its connection is back in the pool when it does.
        try (StatelessSession session = sessions.openStatelessSession()) {
            return work.apply(StoreSession.begin(session, database, firstStatement));
        }
    }

    private <T> T once(Function<StoreSession, T> work) {
        begin();
        T result;
        try {
            result = inSession(work, database.firstStatement(LONGEST_LOCK_WAIT, timeout));
        } catch (RuntimeException | Error thrown) {
            // Whatever was thrown, half a verb must not be committed by the next user of this thread.
            rollback();
            if (Failures.ofDatabase(thrown)) {
                throw Failures.inOwn(thrown);
            }
            throw thrown;
        }
        commit();
        return result;
    }

    private void begin() {
        UserTransaction transaction = server.transaction();
        try {
            transaction.setTransactionTimeout(StoreSession.seconds(timeout));
            try {
                transaction.begin();
            } finally {
                // The timeout clings to the thread, which goes back to a pool of the server.
                transaction.setTransactionTimeout(0);
            }
        } catch (NotSupportedException | SystemException | IllegalStateException e) {
            throw new StoreException("The server did not begin a transaction", e);
        }
    }

    private void commit() {
        try {
            server.transaction().commit();
        } catch (RollbackException | HeuristicRollbackException e) {
            throw Failures.atCommit(e, timeout);
        } catch (HeuristicMixedException | SystemException | RuntimeException e) {
            rollback();
            throw new StoreException("Whether the transaction was committed is not known", e);
        }
    }

    private void rollback() {
        try {
            if (server.registry().getTransactionStatus() != Status.STATUS_NO_TRANSACTION) {
                server.transaction().rollback();
            }
        } catch (SystemException | RuntimeException e) {
            // Not thrown: what went wrong first says more.
            StoreMessage.ROLLBACK_FAILED.log(e);
        }
    }
}
