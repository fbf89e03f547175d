package dev.durable.engine.transaction;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A JTA without resources: each thread has a transaction, or none. */
public final class FakeJta {

    /** What one thread has. */
    private static final class State {
        int status = Status.STATUS_NO_TRANSACTION;

        @Nullable
        Object key;

        final List<Synchronization> synchronizations = new ArrayList<>();
    }

    private final ThreadLocal<State> states = ThreadLocal.withInitial(State::new);
    private volatile int timeout;
    private final AtomicInteger rolledBack = new AtomicInteger();

    /** The timeout, in seconds, of transactions that are to begin; 0 for the server's own. */
    public int timeout() {
        return timeout;
    }

    /** How many transactions were rolled back. */
    public int rolledBack() {
        return rolledBack.get();
    }

    public void begin() {
        states.get().status = Status.STATUS_ACTIVE;
        states.get().key = new Object();
    }

    public void markForRollback() {
        states.get().status = Status.STATUS_MARKED_ROLLBACK;
    }

    public void commit() {
        end(Status.STATUS_COMMITTED);
    }

    public void rollback() {
        rolledBack.incrementAndGet();
        end(Status.STATUS_ROLLEDBACK);
    }

    private void end(int status) {
        State state = states.get();
        states.remove();
        state.synchronizations.forEach(synchronization -> synchronization.afterCompletion(status));
    }

    public UserTransaction transaction() {
        return proxy(UserTransaction.class);
    }

    public TransactionSynchronizationRegistry registry() {
        return proxy(TransactionSynchronizationRegistry.class);
    }

    private <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                FakeJta.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "begin" -> begin();
                        case "commit" -> commit();
                        case "rollback" -> rollback();
                        case "getStatus", "getTransactionStatus" -> {
                            return states.get().status;
                        }
                        case "setTransactionTimeout" -> timeout = (int) arguments[0];
                        case "getTransactionKey" -> {
                            return states.get().key;
                        }
                        case "registerInterposedSynchronization" ->
                            states.get().synchronizations.add((Synchronization) arguments[0]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                }));
    }
}
