package dev.durable.spi.testing;

import dev.durable.spi.TaskExecutionStore;
import java.time.Duration;

/** A store that a contract is tried on, and the means to do so. */
public interface StoreUnderTest {

    /** The store: the same one at each call. */
    TaskExecutionStore store();

    /**
     * Returns when at least that much time has passed on the store's clock. A database's clock is waited for by asking
     * it, or the stored times are moved back; the contract never asks for more than 300 milliseconds.
     */
    void pass(Duration duration);

    /**
     * Runs the block as those do who call {@link TaskExecutionStore#writeBackInTransaction}: in a transaction of their own, which is
     * committed after the block or rolled back. A store that knows no transactions of callers just runs it.
     */
    default void asCaller(Runnable block, boolean commit) {
        block.run();
    }
}
