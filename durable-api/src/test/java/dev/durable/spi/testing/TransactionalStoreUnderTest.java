package dev.durable.spi.testing;

/** A store that joins its callers' transactions. */
public interface TransactionalStoreUnderTest extends StoreUnderTest {

    /**
     * Runs the block in a transaction of a caller, as an application would, on the calling thread.
     *
     * @param commit whether the transaction is committed after the block, or rolled back. A block that throws is
     *     rolled back, and its exception passed on as it is
     * @throws IllegalStateException if it was to be committed, but had been marked for rollback and was rolled back
     */
    void inTransaction(Runnable block, boolean commit);

    @Override
    default void asCaller(Runnable block, boolean commit) {
        inTransaction(block, commit);
    }
}
