package dev.durable.spi;

/** Opens the store. A CDI bean of this type is what the engine looks for; exactly one must be there. */
public interface StoreFactory {

    /**
     * Opens the store, and migrates its schema if asked to.
     *
     * @throws dev.durable.StoreException if the database cannot be reached, is of a kind that is not supported, or
     *     its schema does not fit
     */
    TaskExecutionStore open(StoreSettings settings);
}
