package dev.durable.engine.process;

import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.run.HeldAttempts;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.Renewal;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This executor's right to run what it has claimed. It holds the lease for less time than the others grant it: the
 * end is counted on this server's monotonic clock from before the renewal was sent, less a margin. So a server that
 * was paused or cut off breaks its bodies off before somebody else runs them.
 *
 * <p>A lost lease is never taken up again: the executor goes on under a new id, after it has returned what the old
 * one still holds. Returned, not crashed: an outage of the database must not count against the executions.
 */
public final class Lease {

    private static final int RETURN_BATCH = 100;

    private final TaskExecutionStore store;
    private final HeldAttempts attempts;
    private final Lifecycle lifecycle;
    private final String name;
    private final Duration length;
    private final LongSupplier nanoTime;

    private ExecutorId id = new ExecutorId(UUID.randomUUID());
    private boolean held;
    private @Nullable ExecutorId lost;
    private long endsNanos;
    private long heldSinceNanos;

    public Lease(
            TaskExecutionStore store,
            HeldAttempts attempts,
            Lifecycle lifecycle,
            String name,
            Duration length,
            LongSupplier nanoTime) {
        this.store = store;
        this.attempts = attempts;
        this.lifecycle = lifecycle;
        this.name = name;
        this.length = length;
        this.nanoTime = nanoTime;
    }

    /** The executor under which work may be claimed now; empty without a lease. */
    public synchronized Optional<ExecutorId> held() {
        return held && nanoTime.getAsLong() - endsNanos < 0 ? Optional.of(id) : Optional.empty();
    }

    /** The current or last executor id. */
    public synchronized ExecutorId id() {
        return id;
    }

    /**
     * Whether this executor may judge others. After an outage all leases have expired alike, so it waits for one whole
     * lease of its own renewals: by then every live server has renewed as well.
     */
    public synchronized boolean mayJudge() {
        return held().isPresent() && nanoTime.getAsLong() - heldSinceNanos >= length.toNanos();
    }

    /** Renews the lease, or begins a new one. */
    public Duration renew() {
        guard(); // a lease that ended while this server was paused is lost as well, although nobody may have noticed
        ExecutorId old = lostId();
        if (old != null) {
            recover(old);
        }
        long sent = nanoTime.getAsLong();
        store.renew(new Renewal(id(), name, length));
        synchronized (this) {
            if (lost == null) {
                endsNanos = sent + length.minus(margin()).toNanos();
                if (!held) {
                    held = true;
                    heldSinceNanos = sent;
                }
            }
        }
        return length.dividedBy(3);
    }

    /**
     * Breaks the bodies off if the lease is over. Asks nobody and waits for nothing: it works when neither the database
     * nor the server's scheduler does.
     *
     * @return when to look again: at the end of the lease, at the latest
     */
    public Duration guard() {
        synchronized (this) {
            if (!held) {
                return margin();
            }
            Duration left = Duration.ofNanos(endsNanos - nanoTime.getAsLong());
            if (left.compareTo(Duration.ZERO) > 0) {
                return left.compareTo(margin()) < 0 ? left : margin();
            }
            held = false;
            lost = id;
        }
        int abandoned = attempts.abandon(attempt -> true, "the server has lost its lease");
        Message.LEASE_LOST.log(id(), abandoned);
        return margin();
    }

    /** Whether the lease was lost, and what it covered has not been returned yet. */
    public synchronized boolean isLost() {
        return lost != null;
    }

    private synchronized @Nullable ExecutorId lostId() {
        return lost;
    }

    private void recover(ExecutorId old) {
        int returned = returnClaims(old);
        synchronized (this) {
            id = new ExecutorId(UUID.randomUUID());
            lost = null;
        }
        Message.LEASE_REGAINED.log(old, id(), returned);
    }

    /** Returns what is still claimed by that executor, and ends its lease. */
    private int returnClaims(ExecutorId executor) {
        int returned = 0;
        Written written;
        do {
            written = store.sweep(new SweepCondition.ClaimedBy(executor), RETURN_BATCH, lifecycle.returnClaims());
            returned += written.changed().size();
        } while (written.more() && !written.changed().isEmpty());
        store.release(executor);
        return returned;
    }

    /**
     * Returns what is claimed under this lease although nobody here holds it: the claim was committed, and its
     * answer was lost. Nobody else would ever look at such a row, until it counts as timed out.
     */
    void returnUnheld(ExecutorId executor, int atMost) {
        store.sweep(
                new SweepCondition.ClaimedBy(executor),
                atMost,
                row -> attempts.holds(row.id(), row.claim().token())
                        ? Optional.empty()
                        : lifecycle.returnClaims().decide(row));
    }

    /**
     * Gives up the lease for good, with whatever is still claimed under it.
     *
     * @return how many executions were returned
     */
    public int giveUp() {
        synchronized (this) {
            held = false;
        }
        return returnClaims(id());
    }

    private Duration margin() {
        return length.dividedBy(10);
    }
}
