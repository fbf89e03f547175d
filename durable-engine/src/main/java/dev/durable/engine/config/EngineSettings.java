package dev.durable.engine.config;

import dev.durable.engine.lifecycle.Limits;
import java.time.Duration;

/**
 * How this engine runs, as configured under {@code durable.*}; {@link EngineKeys} says what may be configured.
 *
 * @param enabled whether the engine runs tasks here; where it does not, the application can still enqueue
 * @param executorName what this executor is called in the store
 * @param resources what the server provides
 * @param capacity how much is done at a time
 * @param timing how long things may take
 * @param limits where it stops
 */
public record EngineSettings(
        boolean enabled, String executorName, Resources resources, Capacity capacity, Timing timing, Limits limits) {

    /**
     * What the server provides, by name.
     *
     * @param datasource JNDI name of the datasource
     * @param migrate whether the schema is created and migrated at start
     * @param managedExecutor JNDI name of the executor that runs the bodies
     * @param managedScheduler JNDI name of the scheduler that drives the background processes
     */
    public record Resources(String datasource, boolean migrate, String managedExecutor, String managedScheduler) {}

    /**
     * How much is done at a time.
     *
     * @param slots how many bodies run at once
     * @param prefetch how many claimed executions may wait for a slot
     * @param claimBatch how many executions one claim takes at most
     * @param writeBackBatch how many outcomes one transaction writes at most
     */
    public record Capacity(int slots, int prefetch, int claimBatch, int writeBackBatch) {}

    /**
     * How long things may take.
     *
     * @param lease how long this executor is believed to be alive after it last said so
     * @param leeway how long after its timeout a running execution is given up by the others
     * @param pollInterval how long something due may go unnoticed when no signal came
     * @param shutdownTimeout how long a stopping engine waits for its bodies
     * @param transactionTimeout the longest transaction of the engine's own
     * @param wakeRetention how long a wake is kept that nobody sleeps for yet
     */
    public record Timing(
            Duration lease,
            Duration leeway,
            Duration pollInterval,
            Duration shutdownTimeout,
            Duration transactionTimeout,
            Duration wakeRetention) {}

    static EngineSettings read(Values values) {
        return new EngineSettings(
                EngineKeys.ENABLED.read(values),
                EngineKeys.EXECUTOR_NAME.read(values),
                new Resources(
                        EngineKeys.DATASOURCE.read(values),
                        EngineKeys.MIGRATE.read(values),
                        EngineKeys.MANAGED_EXECUTOR.read(values),
                        EngineKeys.MANAGED_SCHEDULER.read(values)),
                new Capacity(
                        EngineKeys.SLOTS.read(values),
                        EngineKeys.PREFETCH.read(values),
                        EngineKeys.CLAIM_BATCH.read(values),
                        EngineKeys.WRITE_BACK_BATCH.read(values)),
                new Timing(
                        EngineKeys.LEASE.read(values),
                        EngineKeys.LEEWAY.read(values),
                        EngineKeys.POLL_INTERVAL.read(values),
                        EngineKeys.SHUTDOWN_TIMEOUT.read(values),
                        EngineKeys.TRANSACTION_TIMEOUT.read(values),
                        EngineKeys.WAKE_RETENTION.read(values)),
                new Limits(
                        EngineKeys.MAX_CRASHES.read(values),
                        EngineKeys.MAX_INPUT_SIZE.read(values),
                        EngineKeys.MAX_OUTPUT_SIZE.read(values),
                        EngineKeys.MAX_CHILDREN.read(values),
                        EngineKeys.MAX_DEPTH.read(values)));
    }
}
