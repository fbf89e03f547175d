package dev.durable.engine.run;

import dev.durable.ExecutionId;
import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.RunOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of bodies at a time, on the container's threads, and a bounded queue before them.
 *
 * <p>The monitor guards the queue and the number of busy slots; no user code and no database is called under it.
 */
public final class Slots {

    /** A slot returns its thread to the pool after so many bodies: a server reports threads that never come back. */
    private static final int BODIES_PER_TURN = 100;

    private final int size;
    private final int prefetch;
    private final Executor threads;
    private final BodyRunner bodies;
    private final Timeouts deadlines;
    private final OutcomeWriter writer;

    private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();
    private final Deque<Attempt> queue = new ArrayDeque<>();
    private int busy;
    private int starting;
    /** Whether executions waited in vain for a slot, and none has become free since. */
    private volatile boolean stalled;

    /** How often in a row the server took no body. */
    private final AtomicInteger refusals = new AtomicInteger();

    private volatile Runnable onRoom = () -> {};

    /**
     * @param size how many bodies run at a time
     * @param prefetch how many claimed executions may wait for a slot
     * @param threads where bodies run
     */
    public Slots(
            int size, int prefetch, Executor threads, BodyRunner bodies, Timeouts deadlines, OutcomeWriter writer) {
        this.size = size;
        this.prefetch = prefetch;
        this.threads = threads;
        this.bodies = bodies;
        this.deadlines = deadlines;
        this.writer = writer;
        deadlines.onExpiry(this::expire);
        writer.onWritten(this::accountFor);
    }

    /**
     * For how many more executions there is room. While no body ends there is none for waiting ones: a claim that was
     * returned for another server to take would be claimed here again at once.
     */
    public int room() {
        return size + (stalled ? 0 : prefetch) - attempts.size();
    }

    /** How much room there is when nothing runs. */
    public int capacity() {
        return size + prefetch;
    }

    /**
     * Takes claimed executions.
     *
     * @return false if the server takes no work at present: what had not started is returned
     */
    public boolean accept(List<Attempt> claimed) {
        attempts.addAll(claimed);
        synchronized (queue) {
            queue.addAll(claimed);
        }
        return fill();
    }

    /** Returns claims at once. */
    public void decline(List<Attempt> claimed) {
        attempts.addAll(claimed);
        returnClaims(claimed::contains);
    }

    private boolean fill() {
        while (takeSlot()) {
            try {
                threads.execute(this::work);
            } catch (RuntimeException | Error e) {
                // Stopping or suspended servers refuse, each in its own words, and where there is no memory no thread
                // begins: what has not started is returned, and the slot is free again.
                synchronized (queue) {
                    busy--;
                    starting--;
                }
                if (Integer.bitCount(refusals.incrementAndGet()) == 1) { // ever fewer lines while it lasts
                    Message.BODIES_REFUSED.log(e, e);
                }
                returnClaims(attempt -> true);
                return false;
            }
            refusals.set(0);
        }
        return true;
    }

    private boolean takeSlot() {
        synchronized (queue) {
            // A slot that is starting takes one execution, so no more start than there are executions waiting.
            if (busy >= size || starting >= queue.size()) {
                return false;
            }
            busy++;
            starting++;
            return true;
        }
    }

    private void work() {
        try {
            @Nullable Attempt attempt = first();
            for (int left = BODIES_PER_TURN; attempt != null; left--) {
                // Once one was returned the server may be about to take this thread away: it is asked for another.
                attempt = run(attempt) && left > 0 ? next() : null;
            }
        } finally {
            synchronized (queue) {
                busy--;
            }
            fill();
        }
    }

    private @Nullable Attempt first() {
        synchronized (queue) {
            starting--;
            return queue.poll();
        }
    }

    private @Nullable Attempt next() {
        synchronized (queue) {
            return queue.poll();
        }
    }

    /** Runs it; false if its body could not be run to an end of its own. */
    private boolean run(Attempt attempt) {
        if (!attempt.begin()) {
            remove(attempt); // settled while it waited for the slot; its outcome is written, or needs none
            return true;
        }
        RunOutcome outcome = bodies.run(attempt);
        deadlines.forget(attempt);
        stalled = false;
        if (attempt.leave()) {
            remove(attempt);
        }
        if (attempt.settleByBody()) {
            writer.write(List.of(attempt), settled -> outcome);
        }
        return !(outcome instanceof RunOutcome.ClaimReturned);
    }

    private void expire(List<Attempt> over) {
        List<Attempt> settled = over.stream().filter(Attempt::settle).toList();
        // All interrupts come before the database, which may take its time.
        settled.forEach(attempt -> interrupt(attempt, "its time is over"));
        writer.write(settled, Timeouts::timedOut);
    }

    private static void interrupt(Attempt attempt, String why) {
        if (attempt.interrupt()) {
            Message.BODY_INTERRUPTED.log(attempt.id(), attempt.execution().taskId(), why);
        }
    }

    private void accountFor(Attempt attempt) {
        if (attempt.accountFor()) {
            remove(attempt);
        }
    }

    private void remove(Attempt attempt) {
        attempts.remove(attempt);
        synchronized (queue) {
            queue.remove(attempt); // decided while it waited, and perhaps no slot ever becomes free to find that out
            queue.notifyAll();
        }
        onRoom.run();
    }

    /** Waits until an attempt is done with, at most so long. */
    public void awaitChange(Duration limit) throws InterruptedException {
        synchronized (queue) {
            queue.wait(Math.max(1, limit.toMillis()));
        }
    }

    /** Names who is told whenever there is room for one more. */
    public void onRoom(Runnable listener) {
        onRoom = listener;
    }

    /** What this server holds and has not decided. */
    public Collection<Attempt> undecided() {
        return attempts.stream().filter(attempt -> !attempt.settled()).toList();
    }

    /** Whether an outcome is still to come or to be written. */
    public boolean unaccounted() {
        return attempts.stream().anyMatch(attempt -> !attempt.accountedFor());
    }

    /** Whether that claim of that execution is held here, be it decided or not. */
    public boolean holds(ExecutionId id, long token) {
        return attempts.stream().anyMatch(attempt -> attempt.id().equals(id) && attempt.token() == token);
    }

    /** How many executions this server holds, waiting ones included. */
    public int held() {
        return attempts.size();
    }

    /** How many slots have a body. */
    public int used() {
        return (int) attempts.stream().filter(Attempt::running).count();
    }

    /** How many slots are held by bodies that go on although their attempts are decided. */
    public int lost() {
        return (int) attempts.stream().filter(Attempt::outstaying).count();
    }

    /** Whether an execution runs or waits here that has crashed executors at least so often. */
    public boolean holdsSuspect(int crashes) {
        return attempts.stream().anyMatch(attempt -> attempt.execution().claim().crashes() >= crashes);
    }

    /**
     * Breaks off attempts whose executions have moved on without them: they write nothing back.
     *
     * @param which of the undecided ones
     * @param why for the log
     * @return how many
     */
    public int abandon(Predicate<Attempt> which, String why) {
        int abandoned = 0;
        for (Attempt attempt : attempts) {
            if (which.test(attempt) && attempt.settle()) {
                abandoned++;
                interrupt(attempt, why);
                accountFor(attempt);
            }
        }
        return abandoned;
    }

    /** Returns what has not started. */
    public void returnClaims(Predicate<Attempt> which) {
        returnSettled(settleWaiting(which));
    }

    /** Returns what has waited for a slot since before that moment, so that a freer server can have it. */
    public void returnWaitingSince(long nanos) {
        List<Attempt> inVain = settleWaiting(attempt -> attempt.claimedNanos() - nanos < 0);
        if (!inVain.isEmpty()) {
            stalled = true; // first, so that the signal of their being due again finds no room for them here
            returnSettled(inVain);
        }
    }

    private List<Attempt> settleWaiting(Predicate<Attempt> which) {
        return attempts.stream().filter(which.and(Attempt::settleUnlessBegun)).toList();
    }

    private void returnSettled(List<Attempt> waiting) {
        waiting.forEach(attempt -> Message.CLAIM_RETURNED.log(attempt.id()));
        writer.write(waiting, attempt -> RunOutcome.ClaimReturned.AT_ONCE);
    }

    /** Reports bodies that go on although they were told to end some time ago. */
    public void reportOutstaying() {
        attempts.stream()
                .filter(Attempt::outstayingStill)
                .forEach(attempt ->
                        Message.SLOT_LOST.log(attempt.id(), attempt.execution().taskId()));
    }
}
