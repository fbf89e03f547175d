package dev.durable.engine.process;

import dev.durable.engine.execution.Cancellation;
import dev.durable.engine.execution.Effects;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Waiting;
import dev.durable.spi.Written;
import java.time.Duration;

/**
 * Tells relatives what their own transactions could not: cancels what stands below a finished parent, level by level
 * and without holding the parent's lock, then tells parents that their children have ended.
 */
public final class Closing {

    private static final int BATCH = 100;

    /** What is to be cancelled is being written by somebody just now. */
    private static final Duration PAUSE_FOR_THE_HOLDER = Duration.ofMillis(50);

    private final TaskExecutionStore store;
    private final Lifecycle lifecycle;
    private final FamilyRule family;
    private final Effects effects;

    public Closing(TaskExecutionStore store, Lifecycle lifecycle, FamilyRule family, Effects effects) {
        this.store = store;
        this.lifecycle = lifecycle;
        this.family = family;
        this.effects = effects;
    }

    /** Applies requests to cancel. */
    public Duration applyRequests(Duration pause) {
        Written written = store.advance(new Waiting.Requested(), BATCH, lifecycle.cancel(Cancellation.BY_CALLER));
        effects.of(written);
        if (!written.more()) {
            return pause;
        }
        return written.changed().isEmpty() ? PAUSE_FOR_THE_HOLDER : Duration.ZERO;
    }

    /** Goes down and up once. */
    public Duration close(Duration pause) {
        Written down = store.advance(
                new Waiting.Orphaned(), BATCH, lifecycle.cancel("Cancelled because its parent has finished"));
        effects.of(down);
        Written up = store.close(BATCH, family);
        effects.of(up);
        boolean moved = !down.changed().isEmpty() || !up.changed().isEmpty();
        return moved ? Duration.ZERO : pause;
    }
}
