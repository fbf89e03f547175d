package dev.durable.engine.run;

import dev.durable.ExecutionId;
import dev.durable.engine.journal.Message;
import dev.durable.engine.signal.Signals;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What this server holds: every attempt from its claim until its body has left and its outcome is written. Its slots,
 * the outcome queue, the timeouts and what follows a commit all settle attempts here, so that none of them has to know
 * another.
 *
 * <p>There is no lock over all of it. Each attempt decides under its own monitor who settles it and who removes it, and
 * the queue guards itself; {@code attempts} may be read at any time.
 */
public final class HeldAttempts {

    private final int slots;
    private final int prefetch;
    private final Signals signals;
    private final SlotQueue queue;
    private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();
    /** Whether executions waited in vain for a slot, and none has become free since. */
    private volatile boolean stalled;

    /**
     * @param slots how many bodies run at a time
     * @param prefetch how many claimed executions may wait for a slot
     * @param signals who is told that there is room for one more
     */
    public HeldAttempts(int slots, int prefetch, Signals signals) {
        this.slots = slots;
        this.prefetch = prefetch;
        this.signals = signals;
        queue = new SlotQueue(slots);
    }

    SlotQueue queue() {
        return queue;
    }

    /**
     * For how many more executions there is room. While no body ends there is none for waiting ones: what was returned
     * for another server to have would come straight back here.
     */
    public int room() {
        return slots + (stalled ? 0 : prefetch) - attempts.size();
    }

    /** How much room there is when nothing runs. */
    public int capacity() {
        return slots + prefetch;
    }

    /** Holds what will never wait for a slot. */
    void add(List<Attempt> claimed) {
        attempts.addAll(claimed);
    }

    /** Holds attempts that wait for a slot. */
    void addWaiting(List<Attempt> claimed) {
        // Held before it is queued: a slot at work takes it from the queue at once, and what was done with before it
        // was held would be held for good.
        add(claimed);
        queue.add(claimed);
    }

    /** A body has left: its slot is free for what waits. */
    void bodyLeft(Attempt attempt) {
        stalled = false;
        if (attempt.leave()) {
            remove(attempt);
        }
    }

    /** The outcome is written, or needs no writing. */
    void accountFor(Attempt attempt) {
        if (attempt.accountFor()) {
            remove(attempt);
        }
    }

    /** The attempt is done with. */
    void remove(Attempt attempt) {
        attempts.remove(attempt);
        queue.remove(attempt);
        signals.raise(Signals.Kind.ROOM); // last: the signal is lost on a listener that still finds no room
    }

    /** Settles what has not begun; the caller has to write its outcome. */
    List<Attempt> settleWaiting(Predicate<Attempt> which) {
        return attempts.stream().filter(which.and(Attempt::settleUnlessBegun)).toList();
    }

    /** Settles what has waited for a slot in vain since before that moment; the caller has to write its outcome. */
    List<Attempt> settleStalled(long nanos) {
        List<Attempt> inVain = settleWaiting(attempt -> attempt.claimedNanos() - nanos < 0);
        if (!inVain.isEmpty()) {
            stalled = true; // first, so that the signal of their being due again finds no room for them here
        }
        return inVain;
    }

    /**
     * Settles attempts and interrupts their bodies; the caller has to write their outcomes. All interrupts come before
     * the database, which may take its time.
     *
     * @return the ones that nobody has decided before
     */
    List<Attempt> settle(List<Attempt> over, String why) {
        List<Attempt> settled = over.stream().filter(Attempt::settle).toList();
        settled.forEach(attempt -> interrupt(attempt, why));
        return settled;
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

    private static void interrupt(Attempt attempt, String why) {
        if (attempt.interrupt()) {
            Message.BODY_INTERRUPTED.log(attempt.id(), attempt.execution().taskId(), why);
        }
    }

    /** Waits until an attempt is done with, at most so long. */
    public void awaitChange(Duration limit) throws InterruptedException {
        queue.awaitChange(limit);
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

    /** Reports bodies that go on although they were told to end some time ago. */
    public void reportOutstaying() {
        attempts.stream()
                .filter(Attempt::outstayingStill)
                .forEach(attempt ->
                        Message.SLOT_LOST.log(attempt.id(), attempt.execution().taskId()));
    }
}
