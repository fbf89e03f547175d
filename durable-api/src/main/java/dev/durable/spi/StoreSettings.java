package dev.durable.spi;

import java.time.Duration;

/**
 * How to reach the database.
 *
 * @param dataSource the JNDI name of the datasource, as the server's administrator gave it
 * @param migrate whether to bring the schema up to date when the store opens
 * @param transactionTimeout the longest a transaction of the store's own may take
 */
public record StoreSettings(String dataSource, boolean migrate, Duration transactionTimeout) {}
