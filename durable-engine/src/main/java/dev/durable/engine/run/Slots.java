package dev.durable.engine.run;

import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.RunOutcome;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Pumps attempts from the queue through a bounded number of slots, each on a thread of the container. */
public final class Slots {

    /** A slot returns its thread to the pool after so many bodies: a server reports threads that never come back. */
    private static final int BODIES_PER_TURN = 100;

    private final HeldAttempts held;
    private final SlotQueue queue;
    private final Executor threads;
    private final BodyRunner bodies;
    private final Timeouts timeouts;
    private final OutcomeWriter writer;
    private final ClaimReturns returns;

    /** How often in a row the server took no body. */
    private final AtomicInteger refusals = new AtomicInteger();

    /** @param threads where bodies run */
    public Slots(
            HeldAttempts held,
            Executor threads,
            BodyRunner bodies,
            Timeouts timeouts,
            OutcomeWriter writer,
            ClaimReturns returns) {
        this.held = held;
        this.queue = held.queue();
        this.threads = threads;
        this.bodies = bodies;
        this.timeouts = timeouts;
        this.writer = writer;
        this.returns = returns;
    }

    /**
     * Takes claimed executions.
     *
     * @return false if the server takes no work at present: what had not started is returned
     */
    public boolean accept(List<Attempt> claimed) {
        held.addWaiting(claimed);
        return fill();
    }

    private boolean fill() {
        while (queue.takeSlot()) {
            try {
                threads.execute(this::work);
            } catch (RuntimeException | Error e) {
                // Stopping or suspended servers refuse, each in its own words, and where there is no memory no thread
                // begins: what has not started is returned, and the slot is free again.
                queue.slotNotStarted();
                if (Integer.bitCount(refusals.incrementAndGet()) == 1) { // ever fewer lines while it lasts
                    Message.BODIES_REFUSED.log(e, e);
                }
                returns.returnWaiting(attempt -> true);
                return false;
            }
            refusals.set(0);
        }
        return true;
    }

    private void work() {
        try {
            @Nullable Attempt attempt = queue.first();
            for (int left = BODIES_PER_TURN; attempt != null; left--) {
                // Once one was returned the server may be about to take this thread away: it is asked for another.
                attempt = run(attempt) && left > 0 ? queue.next() : null;
            }
        } finally {
            queue.slotEnded();
            fill();
        }
    }

    /** Runs it; false if its body could not be run to an end of its own. */
    private boolean run(Attempt attempt) {
        if (!attempt.begin()) {
            held.remove(attempt); // settled while it waited for the slot; its outcome is written, or needs none
            return true;
        }
        RunOutcome outcome = bodies.run(attempt);
        timeouts.forget(attempt);
        held.bodyLeft(attempt);
        if (attempt.settleByBody()) {
            writer.write(List.of(attempt), settled -> outcome);
        }
        return !(outcome instanceof RunOutcome.ClaimReturned);
    }
}
