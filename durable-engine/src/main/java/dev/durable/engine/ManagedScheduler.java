package dev.durable.engine;

import dev.durable.engine.process.Scheduler;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The container's scheduler.
 *
 * @param context the context in which the engine was started. A container runs what is scheduled in the context of
 *     the thread that schedules it, and that may be a caller whose commit has just raised a signal: a turn must not go on with
 *     the caller's identity and class loader
 */
record ManagedScheduler(ManagedScheduledExecutorService threads, Executor context) implements Scheduler {

    @Override
    public Runnable schedule(Runnable turn, Duration delay) {
        Runnable inContext = () -> context.execute(turn);
        Future<?> planned = delay.isZero()
                ? threads.submit(inContext)
                : threads.schedule(inContext, delay.toNanos(), TimeUnit.NANOSECONDS);
        // Without an interrupt: a turn that has begun is never broken off in the middle of its transaction.
        return () -> planned.cancel(false);
    }
}
