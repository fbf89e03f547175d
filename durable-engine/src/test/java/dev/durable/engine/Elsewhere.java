package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Something that a test lets happen on a thread of its own, because it waits. */
public final class Elsewhere<T> {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FutureTask<T> future;
    private final Thread thread;

    private Elsewhere(Callable<T> work) {
        future = new FutureTask<>(work);
        thread = new Thread(future, "elsewhere");
        thread.setDaemon(true);
    }

    /** Begins, and goes on once it waits for something, or has ended. */
    public static <T> Elsewhere<T> begin(Callable<T> work) {
        Elsewhere<T> begun = new Elsewhere<>(work);
        begun.thread.start();
        spin(begun::waits);
        return begun;
    }

    /** Waits until something that happens elsewhere has happened. */
    public static void until(BooleanSupplier condition) {
        spin(condition);
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static void spin(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private boolean waits() {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            default -> false;
        };
    }

    public boolean ended() {
        return future.isDone();
    }

    public void interrupt() {
        thread.interrupt();
    }

    /** What it answered, once it has ended. */
    public T answer() throws Exception {
        return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
