package dev.durable.engine;

import dev.durable.engine.process.Scheduler;
import dev.durable.engine.signal.Telemetry;
import dev.durable.engine.task.CallerTransaction;
import dev.durable.engine.task.ExecutionFactory;
import dev.durable.spi.PayloadCodec;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What the engine needs from its host: an application server, or a test.
 *
 * @param scheduler where loops turn
 * @param spare where they turn while that takes no work: each turn on a thread for itself
 * @param pulse where turns that wait for nothing share a thread, whatever the server does
 * @param threads where bodies run
 * @param transaction the caller's transaction
 * @param codec how payloads are encoded
 * @param beanValidation judges inputs by the annotations of their classes
 * @param nanoTime this server's monotonic clock
 * @param telemetry who counts and traces what is done
 */
record Platform(
        Scheduler scheduler,
        Scheduler spare,
        Scheduler pulse,
        Executor threads,
        CallerTransaction transaction,
        PayloadCodec codec,
        ExecutionFactory.InputCheck beanValidation,
        LongSupplier nanoTime,
        Telemetry telemetry) {

    /** Whether the server would run a body now. */
    boolean runsBodies() {
        try {
            threads.execute(() -> {});
            return true;
        } catch (RuntimeException refusal) { // each server in its own words
            return false;
        } catch (Error noThread) {
            return true; // a server that is out of memory has not stopped
        }
    }
}
