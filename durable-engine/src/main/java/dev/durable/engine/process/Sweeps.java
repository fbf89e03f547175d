package dev.durable.engine.process;

import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.signal.AfterCommit;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Written;
import java.time.Duration;

/**
 * Tells relatives what their own transactions could not: cancels what stands below a finished parent, level by level
 * and without holding the parent's lock, then tells parents that their children have ended.
 */
public final class Sweeps {

    /** A parent's children end by the thousand, and each batch locks their parent once. */
    private static final int BATCH = 500;

    /** What is to be cancelled is being written by somebody just now. */
    private static final Duration PAUSE_FOR_THE_HOLDER = Duration.ofMillis(50);

    private final TaskExecutionStore store;
    private final Lifecycle lifecycle;
    private final FamilyRule family;
    private final AfterCommit afterCommit;
    private final Duration wakeRetention;

    /**
     * @param wakeRetention how long a wake is kept that nobody sleeps for yet
     */
    public Sweeps(
            TaskExecutionStore store,
            Lifecycle lifecycle,
            FamilyRule family,
            AfterCommit afterCommit,
            Duration wakeRetention) {
        this.store = store;
        this.lifecycle = lifecycle;
        this.family = family;
        this.afterCommit = afterCommit;
        this.wakeRetention = wakeRetention;
    }

    /** Applies commands to cancel and to wake up. */
    public Duration applyCommands(Duration pause) {
        Written cancelled =
                store.sweep(new SweepCondition.CancelPending(), BATCH, lifecycle.cancel(Lifecycle.BY_CALLER));
        afterCommit.of(cancelled);
        Written woken = store.deliver(BATCH, wakeRetention, lifecycle.wake());
        afterCommit.of(woken);
        if (!cancelled.more() && !woken.more()) {
            return pause;
        }
        boolean moved = !cancelled.changed().isEmpty() || !woken.changed().isEmpty();
        return moved ? Duration.ZERO : PAUSE_FOR_THE_HOLDER;
    }

    /** Ends what has passed its deadline. */
    public Duration passDeadlines(Duration pause) {
        Written expired = store.sweep(new SweepCondition.PastDeadline(), BATCH, lifecycle.passDeadline());
        afterCommit.of(expired);
        return expired.more() ? Duration.ZERO : pause;
    }

    /** Goes down and up once. */
    public Duration close(Duration pause) {
        Written down = store.sweep(
                new SweepCondition.Orphaned(),
                BATCH,
                lifecycle.cancel("Cancelled because its parent goes on without it"));
        afterCommit.of(down);
        Written up = store.close(BATCH, family);
        afterCommit.of(up);
        boolean moved = !down.changed().isEmpty() || !up.changed().isEmpty();
        return moved ? Duration.ZERO : pause;
    }
}
