package dev.durable.engine;

import dev.durable.engine.journal.Message;
import dev.durable.engine.process.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that the server makes for the engine, and has no say in afterwards: a suspended server refuses what its
 * managed executors are given, but not these. One of them measures time; it is there from the first plan until the
 * engine stops. A turn has a thread for itself, so that one that waits for the database holds up no other.
 */
final class SpareThreads implements AutoCloseable {

    /** The thread that measures time waits for nobody, so it ends at once. */
    private static final Duration END = Duration.ofSeconds(5);

    /** How long to wait for a thread to be had, before it is asked for again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String NAME = "durable-";

    private final ThreadFactory factory;
    private final Executor context;
    private final ScheduledThreadPoolExecutor timer;

    /** How often in a row no thread could be had. */
    private final AtomicInteger failures = new AtomicInteger();

    /**
     * @param factory the container's managed thread factory
     * @param context the context in which the engine was started, for turns
     */
    SpareThreads(ThreadFactory factory, Executor context) {
        this.factory = factory;
        this.context = context;
        timer = new ScheduledThreadPoolExecutor(1, work -> thread(work, "time"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setRejectedExecutionHandler((turn, stopped) -> {}); // whatever is planned after the end is not to turn
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Where turns have a thread each. A turn for which none can be had is tried again until it is taken back. */
    Scheduler turns() {
        return (turn, delay) -> {
            Turn planned = new Turn(turn);
            planned.plan(delay);
            return planned::takeBack;
        };
    }

    private void start(Runnable turn) {
        thread(() -> context.execute(turn), "turn").start();
    }

    /** Named, so that a thread dump shows whose they are: an idle thread has no frame of the engine. */
    private Thread thread(Runnable work, String what) {
        Thread thread = factory.newThread(work);
        thread.setName(NAME + what);
        return thread;
    }

    /** Where turns that wait for nothing share the thread that measures time. */
    Scheduler pulse() {
        return this::plan;
    }

    private Runnable plan(Runnable turn, Duration delay) {
        Future<?> planned = timer.schedule(turn, delay.toNanos(), TimeUnit.NANOSECONDS);
        // Without an interrupt: a turn that has begun is never broken off in the middle of its transaction.
        return () -> planned.cancel(false);
    }

    /** Ends the thread that measures time. Turns end by themselves; the code that stops the loops waits for them. */
    @Override
    public void close() {
        timer.shutdown(); // no interrupt here either
        try {
            timer.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A turn that needs a thread. Its monitor guards the plan, and is never held during a turn. */
    private final class Turn {

        private final Runnable turn;
        private Runnable cancel = () -> {};
        private boolean takenBack;

        Turn(Runnable turn) {
            this.turn = turn;
        }

        synchronized void plan(Duration delay) {
            if (!takenBack) {
                cancel = SpareThreads.this.plan(this::begin, delay);
            }
        }

        synchronized void takeBack() {
            takenBack = true;
            cancel.run();
        }

        private void begin() {
            try {
                start(turn);
                failures.set(0);
            } catch (RuntimeException | Error e) {
                // Where there is no memory, or the server has all but ended.
                if (Integer.bitCount(failures.incrementAndGet()) == 1) { // ever fewer lines while it lasts
                    Message.NO_SPARE_THREAD.log(e, e);
                }
                plan(PAUSE);
            }
        }
    }
}
