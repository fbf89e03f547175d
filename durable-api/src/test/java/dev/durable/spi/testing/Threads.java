package dev.durable.spi.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads for tests: each call starts its own and waits for them. */
final class Threads {

    private static final long LIMIT_SECONDS = 120;

    private Threads() {}

    /** Runs the same work in so many threads, which begin together, and gives what each answered. */
    static <T> List<T> together(int count, Callable<T> work) {
        CyclicBarrier start = new CyclicBarrier(count);
        return run(count, () -> {
            start.await();
            return work.call();
        });
    }

    /** Runs the work in a thread that takes no part in the caller's transaction. */
    static <T> T elsewhere(Callable<T> work) {
        return run(1, work).get(0);
    }

    private static <T> List<T> run(int count, Callable<T> work) {
        ExecutorService pool = Executors.newFixedThreadPool(count);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(pool.submit(work));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> future : futures) {
                answers.add(future.get(LIMIT_SECONDS, TimeUnit.SECONDS));
            }
            return answers;
        } catch (ExecutionException e) {
            throw new AssertionError("A thread failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("A thread did not end within " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for threads", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
