package dev.durable.engine;

import dev.durable.engine.transaction.FakeJta;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;
import org.jspecify.annotations.Nullable;

/** What an application server offers by name, without the server: threads, contexts, transactions. */
public final class FakeServer implements AutoCloseable {

    private static volatile Map<String, Object> names = Map.of();

    final FakeJta jta = new FakeJta();
    private final List<Thread> spare = new CopyOnWriteArrayList<>();
    private final AtomicInteger threadsAskedFor = new AtomicInteger();
    private volatile int refusedThread;
    private volatile boolean suspended;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final @Nullable String factoryBefore = System.getProperty(Context.INITIAL_CONTEXT_FACTORY);

    FakeServer() {
        names = Map.of(
                "java:comp/UserTransaction", jta.transaction(),
                "java:comp/TransactionSynchronizationRegistry", jta.registry(),
                "java:comp/DefaultManagedExecutorService", managed(ManagedExecutorService.class),
                "java:comp/DefaultManagedScheduledExecutorService", managed(ManagedScheduledExecutorService.class),
                "java:comp/DefaultContextService", contexts(),
                "java:comp/DefaultManagedThreadFactory", threadFactory());
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
    }

    /** Its executors refuse whatever they are given. */
    void suspend(boolean refuse) {
        suspended = refuse;
    }

    /** Its thread factory refuses to make one of its threads, counted from one. */
    void refuseThread(int which) {
        refusedThread = which;
    }

    /** Passes every call on to ordinary threads. */
    private <T> T managed(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                FakeServer.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (suspended) {
                        throw new RejectedExecutionException("the server is suspended");
                    }
                    try {
                        return method.invoke(threads, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }

    private ManagedThreadFactory threadFactory() {
        return (ManagedThreadFactory) Proxy.newProxyInstance(
                FakeServer.class.getClassLoader(),
                new Class<?>[] {ManagedThreadFactory.class},
                (proxy, method, arguments) -> {
                    if (threadsAskedFor.incrementAndGet() == refusedThread) {
                        throw new IllegalStateException("no thread can be had");
                    }
                    Thread thread = new Thread((Runnable) arguments[0]);
                    spare.add(thread);
                    return thread;
                });
    }

    /** How many threads live that its thread factory has made. */
    long spareThreads() {
        return spare.stream().filter(Thread::isAlive).count();
    }

    private static ContextService contexts() {
        Executor here = Runnable::run;
        return (ContextService) Proxy.newProxyInstance(
                FakeServer.class.getClassLoader(),
                new Class<?>[] {ContextService.class},
                (proxy, method, arguments) -> here);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        names = Map.of();
        if (factoryBefore == null) {
            System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        } else {
            System.setProperty(Context.INITIAL_CONTEXT_FACTORY, factoryBefore);
        }
    }

    /** Finds what the server offers. */
    public static final class Names implements InitialContextFactory {

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) {
            return (Context) Proxy.newProxyInstance(
                    FakeServer.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                        if (!method.getName().equals("lookup")) {
                            return null;
                        }
                        Object found = names.get(String.valueOf(arguments[0]));
                        if (found == null) {
                            throw new NameNotFoundException(String.valueOf(arguments[0]));
                        }
                        return found;
                    });
        }
    }
}
