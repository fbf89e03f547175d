package dev.durable.engine.run;

import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.RunOutcome;
import java.util.List;
import java.util.function.Predicate;

/** Returns claims whose bodies have not begun, so that another server can have the executions. */
public final class ClaimReturns {

    private final HeldAttempts held;
    private final OutcomeWriter writer;

    public ClaimReturns(HeldAttempts held, OutcomeWriter writer) {
        this.held = held;
        this.writer = writer;
    }

    /** Returns what was claimed just now, and never waits for a slot. */
    public void returnAtOnce(List<Attempt> claimed) {
        held.add(claimed);
        returnWaiting(claimed::contains);
    }

    /** Returns what has not begun. */
    public void returnWaiting(Predicate<Attempt> which) {
        writeBack(held.settleWaiting(which));
    }

    /** Returns what has waited for a slot since before that moment, so that a freer server can have it. */
    public void returnWaitingSince(long nanos) {
        List<Attempt> inVain = held.settleStalled(nanos);
        if (!inVain.isEmpty()) {
            writeBack(inVain);
        }
    }

    private void writeBack(List<Attempt> waiting) {
        waiting.forEach(attempt -> Message.CLAIM_RETURNED.log(attempt.id()));
        writer.write(waiting, attempt -> RunOutcome.ClaimReturned.AT_ONCE);
    }
}
