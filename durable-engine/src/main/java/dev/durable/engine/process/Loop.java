package dev.durable.engine.process;

import dev.durable.engine.journal.Message;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a step turning: one turn at a time, the next one planned in a {@code finally}, whatever the turn did. A signal
 * brings the next turn forward; one that comes during a turn causes another turn, so that none is lost. Failures make
 * the pauses longer, up to a limit short enough that work goes on as soon as the database is back.
 *
 * <p>The monitor guards the plan; it is never held during a turn.
 */
public final class Loop {

    /** One piece of work. */
    @FunctionalInterface
    public interface Step {

        /**
         * Does what there is to do.
         *
         * @return how long to pause if no signal comes; zero for "there is more"
         * @throws Exception if it could not be done; it is tried again after a pause
         */
        Duration turn() throws Exception;
    }

    private static final Duration SHORTEST_PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    /** A turn is a transaction or two, each with a time limit of its own; whatever takes longer than this is stuck. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(10);

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final String name;
    private final Duration longestPause;
    private final Step step;
    private final LongSupplier nanoTime;

    private Scheduler scheduler;
    private boolean stopped = true;
    private boolean turning;
    private boolean signalled;
    /** Whether the server refused to take the next turn. */
    private boolean refused;
    /** Whether the next turn is planned for now already. */
    private boolean imminent;

    private @Nullable Runnable takeBack;
    /** Which planned turn is the one that may begin; null if none is planned. */
    private @Nullable Ticket ticket;

    private int failures;
    private long turnedNanos;
    /** When the next turn is to begin, be it planned or refused. */
    private long dueNanos;

    /**
     * @param name for the log and for health
     * @param longestPause the longest pause the step asks for: a loop that has not turned for much longer is stuck
     */
    public Loop(String name, Duration longestPause, Step step, Scheduler scheduler, LongSupplier nanoTime) {
        this.name = name;
        this.longestPause = longestPause;
        this.step = step;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** Begins to turn. */
    public synchronized void start() {
        stopped = false;
        turnedNanos = nanoTime.getAsLong();
        plan(Duration.ZERO);
    }

    /** Plans no further turn, and does not wait for one that is under way. */
    public synchronized void cancel() {
        stopped = true;
        takeBack();
    }

    /**
     * Plans no further turn, and waits for one that is under way, at most so long.
     *
     * @return whether none is under way any more
     */
    public synchronized boolean stop(Duration limit) throws InterruptedException {
        cancel();
        long end = nanoTime.getAsLong() + limit.toNanos();
        for (long left = limit.toNanos(); turning && left > 0; left = end - nanoTime.getAsLong()) {
            wait(Math.max(1, left / 1_000_000));
        }
        return !turning;
    }

    private void takeBack() {
        imminent = false;
        if (ticket != null) {
            ticket.loop = null;
            ticket = null;
        }
        if (takeBack != null) {
            takeBack.run();
            takeBack = null;
        }
    }

    /** Brings the next turn forward to now. Neither blocks nor throws. */
    public synchronized void signal() {
        if (stopped) {
            return;
        }
        if (turning) {
            signalled = true;
        } else if (!imminent) {
            // Planning an imminent turn anew would put it behind whatever else waits for a thread, again and again.
            plan(Duration.ZERO);
        }
    }

    /** Turns somewhere else from now on: what is planned is planned there, for the same time. */
    public synchronized void moveTo(Scheduler other) {
        scheduler = other;
        if (!stopped && !turning) {
            plan(untilDue());
        }
    }

    private Duration untilDue() {
        return Duration.ofNanos(Math.max(0, dueNanos - nanoTime.getAsLong()));
    }

    /** Whether the server refused to take the next turn, or should have begun it for so long. */
    public synchronized boolean late(Duration grace) {
        return !stopped && !turning && (refused || nanoTime.getAsLong() - dueNanos >= grace.toNanos());
    }

    /**
     * Takes the next turn elsewhere, once it is due, if it is {@linkplain #late late}. It is taken back where it was
     * planned: should it begin there all the same, it has no ticket any more.
     */
    public synchronized void turnIfLate(Duration grace, Scheduler elsewhere) {
        if (late(grace)) {
            Message.LOOP_LATE.log(name);
            plan(untilDue(), elsewhere);
        }
    }

    /**
     * Whether it has turned lately, by its own interval. A pause after failures counts as turning, and so does a turn
     * that waits for a database which does not answer: this depends on nothing but this server.
     */
    public synchronized boolean alive() {
        Duration silence = Duration.ofNanos(nanoTime.getAsLong() - turnedNanos);
        Duration allowed = turning ? LONGEST_TURN : longestPause.multipliedBy(3).plus(GRACE);
        return stopped || silence.compareTo(allowed) < 0;
    }

    /** How many turns in a row have failed. */
    public synchronized int failures() {
        return failures;
    }

    private void plan(Duration delay) {
        plan(delay, scheduler);
    }

    private void plan(Duration delay, Scheduler where) {
        takeBack();
        Ticket planned = new Ticket(this);
        ticket = planned;
        dueNanos = nanoTime.getAsLong() + delay.toNanos();
        try {
            takeBack = where.schedule(planned, delay);
            refused = false;
            imminent = delay.isZero();
        } catch (RuntimeException e) {
            // A server that starts, is suspended or stops refuses work, each in its own words. The keeper sees to it.
            refused = true;
            Message.LOOP_UNSCHEDULED.log(e, name);
        }
    }

    private void turn(Ticket planned) {
        synchronized (this) {
            // A turn that had begun when it was taken back is not the one that is planned now. Without the ticket both
            // would turn, both would plan the next, and the loop would turn twice as often for good.
            if (stopped || turning || planned != ticket) {
                return;
            }
            ticket = null;
            turning = true;
            signalled = false;
            imminent = false;
            takeBack = null;
            turnedNanos = nanoTime.getAsLong();
        }
        Duration pause = LONGEST_PAUSE_AFTER_FAILURE;
        try {
            pause = step.turn();
            succeeded();
        } catch (Throwable thrown) {
            pause = failed(thrown);
        } finally {
            planNext(pause);
        }
    }

    private synchronized void planNext(Duration pause) {
        turning = false;
        turnedNanos = nanoTime.getAsLong();
        Thread.interrupted(); // an interrupt meant for this turn must not reach what runs next on the pool's thread
        notifyAll();
        if (!stopped) {
            plan(signalled && failures == 0 ? Duration.ZERO : pause);
        }
    }

    private synchronized void succeeded() {
        if (failures > 0) {
            Message.LOOP_RECOVERED.log(name, failures);
            failures = 0;
        }
    }

    private synchronized Duration failed(Throwable thrown) {
        failures++;
        // The first failure, and then ever fewer: an outage of hours must not fill the disk.
        if (Integer.bitCount(failures) == 1) {
            Message.LOOP_FAILS.log(thrown, name, failures, thrown);
        }
        long doubled = SHORTEST_PAUSE_AFTER_FAILURE.toMillis() << Math.min(failures - 1, 10);
        long millis = Math.min(doubled, LONGEST_PAUSE_AFTER_FAILURE.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }

    /**
     * One planned turn. Without its loop once it has been taken back: a server may keep that until it would have been
     * due, and must not keep an engine that has stopped for so long. The class loader of the application it does keep.
     */
    private static final class Ticket implements Runnable {

        private volatile @Nullable Loop loop;

        Ticket(Loop loop) {
            this.loop = loop;
        }

        @Override
        public void run() {
            Loop turning = loop;
            if (turning != null) {
                turning.turn(this);
            }
        }
    }
}
