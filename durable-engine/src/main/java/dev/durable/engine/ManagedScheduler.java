package dev.durable.engine;

import dev.durable.engine.process.Scheduler;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The container's scheduler. */
record ManagedScheduler(ManagedScheduledExecutorService threads) implements Scheduler {

    @Override
    public Runnable schedule(Runnable turn, Duration delay) {
        Future<?> planned =
                delay.isZero() ? threads.submit(turn) : threads.schedule(turn, delay.toNanos(), TimeUnit.NANOSECONDS);
        // Without an interrupt: a turn that has begun is never broken off in the middle of its transaction.
        return () -> planned.cancel(false);
    }
}
