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
}
