package dev.durable.engine.transaction;

import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
        final Map<Object, Object> resources = new HashMap<>();
    }

    private final ThreadLocal<State> states = ThreadLocal.withInitial(State::new);
    private final List<String> timeouts = new CopyOnWriteArrayList<>();
    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger rolledBack = new AtomicInteger();
    private volatile @Nullable Exception beginFailure;
    private volatile @Nullable Exception commitFailure;
    private volatile @Nullable Exception rollbackFailure;
    private volatile Runnable onRollback = () -> {};

    /** What was done about timeouts, in seconds, and about beginning, in order. */
    public List<String> timeouts() {
        return List.copyOf(timeouts);
    }

    /** What {@code begin} throws from now on. */
    public void failBegin(@Nullable Exception failure) {
        beginFailure = failure;
    }

    /** What {@code commit} throws from now on, with the thread left in its transaction. */
    public void failCommit(@Nullable Exception failure) {
        commitFailure = failure;
    }

    /** What {@code rollback} throws from now on, with the thread left in its transaction. */
    public void failRollback(@Nullable Exception failure) {
        rollbackFailure = failure;
    }

    /** What happens while a transaction is rolled back. */
    public void onRollback(Runnable happening) {
        onRollback = happening;
    }

    /** How many transactions were committed. */
    public int committed() {
        return committed.get();
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

    /** Its time is over: some servers roll it back at once, and leave the thread in it until that rolls back, too. */
    public void timeOut() {
        states.get().status = Status.STATUS_ROLLEDBACK;
    }

    public void commit() {
        committed.incrementAndGet();
        end(Status.STATUS_COMMITTED);
    }

    public void rollback() {
        onRollback.run();
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

    private void tryBegin() throws Exception {
        timeouts.add("begin");
        fail(beginFailure);
        if (states.get().status != Status.STATUS_NO_TRANSACTION) {
            throw new NotSupportedException("nested");
        }
        begin();
    }

    private void tryCommit() throws Exception {
        fail(commitFailure);
        if (states.get().status == Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("no transaction");
        }
        if (states.get().status != Status.STATUS_ACTIVE) {
            rollback();
            throw new RollbackException("marked");
        }
        try {
            states.get().synchronizations.forEach(Synchronization::beforeCompletion);
        } catch (RuntimeException objection) {
            rollback();
            throw (RollbackException) new RollbackException("objection").initCause(objection);
        }
        commit();
    }

    private void tryRollback() throws Exception {
        fail(rollbackFailure);
        if (states.get().status == Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("no transaction");
        }
        rollback();
    }

    private static void fail(@Nullable Exception failure) throws Exception {
        if (failure != null) {
            throw failure;
        }
    }

    private <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                FakeJta.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "begin" -> tryBegin();
                        case "commit" -> tryCommit();
                        case "rollback" -> tryRollback();
                        case "setRollbackOnly" -> markForRollback();
                        case "getStatus", "getTransactionStatus" -> {
                            return states.get().status;
                        }
                        case "setTransactionTimeout" -> timeouts.add("timeout " + arguments[0]);
                        case "getTransactionKey" -> {
                            return states.get().key;
                        }
                        case "getResource" -> {
                            return states.get().resources.get(arguments[0]);
                        }
                        case "putResource" -> states.get().resources.put(arguments[0], arguments[1]);
                        case "registerInterposedSynchronization" ->
                            states.get().synchronizations.add((Synchronization) arguments[0]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                }));
    }
}
