package dev.durable.engine;

import dev.durable.StoreException;
import dev.durable.engine.config.EngineSettings;
import dev.durable.engine.journal.Message;
import dev.durable.engine.process.Lease;
import dev.durable.engine.process.Loop;
import dev.durable.engine.run.ClaimReturns;
import dev.durable.engine.run.HeldAttempts;
import dev.durable.engine.run.OutcomeWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The end of an engine: no more claims, what waits is returned, what runs may end within a limit, what does not is
 * broken off and returned with its attempt not counted.
 */
final class Shutdown {

    private static final Duration LOOK = Duration.ofMillis(50);

    private final EngineSettings settings;
    private final LongSupplier nanoTime;
    private final Loops loops;
    private final HeldAttempts attempts;
    private final ClaimReturns returns;
    private final OutcomeWriter writer;
    private final Lease lease;

    Shutdown(
            EngineSettings settings,
            LongSupplier nanoTime,
            Loops loops,
            HeldAttempts attempts,
            ClaimReturns returns,
            OutcomeWriter writer,
            Lease lease) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.loops = loops;
        this.attempts = attempts;
        this.returns = returns;
        this.writer = writer;
        this.lease = lease;
    }

    void run() {
        try {
            stop();
        } finally {
            loops.cancelGuard(); // last: while this thread waits for a loop or for the database, the lease may end
        }
    }

    private void stop() {
        boolean interrupted = false;
        try {
            stopLoops();
            returns.returnWaiting(attempt -> true);
            drain();
        } catch (InterruptedException e) {
            interrupted = true; // end at once, but end properly
        }
        attempts.abandon(attempt -> true, "the server is stopping");
        int returned = giveUp();
        Message.STOPPED.log(settings.executorName(), returned);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopLoops() throws InterruptedException {
        // All at once: none may begin a turn while another is waited for.
        List<Loop> ending = loops.allButGuard();
        ending.forEach(Loop::cancel);
        long end = nanoTime.getAsLong() + settings.timing().transactionTimeout().toNanos();
        for (Loop loop : ending) {
            // The guard turns on; but should the server have taken its thread away, its work is done here as well.
            while (!loop.stop(LOOK) && nanoTime.getAsLong() - end < 0) {
                lease.guard();
            }
        }
    }

    /** Waits for running bodies. The lease is renewed meanwhile: it must outlive the bodies it covers. */
    private void drain() throws InterruptedException {
        long end = nanoTime.getAsLong() + settings.timing().shutdownTimeout().toNanos();
        long renewAt = nanoTime.getAsLong();
        while (attempts.unaccounted() && nanoTime.getAsLong() - end < 0) {
            if (nanoTime.getAsLong() - renewAt >= 0) {
                renewAt = nanoTime.getAsLong() + tryRenew().toNanos();
            }
            writer.tryFlush();
            attempts.awaitChange(LOOK);
        }
    }

    private Duration tryRenew() {
        try {
            return lease.renew();
        } catch (StoreException e) {
            Message.LOOP_FAILS.log(e, "shutdown", 1, e);
            return Duration.ofSeconds(1);
        }
    }

    private int giveUp() {
        if (!settings.enabled()) {
            return 0;
        }
        try {
            writer.flush();
            return lease.giveUp();
        } catch (StoreException e) {
            // The database is out. The lease expires by itself, and live servers then rescue the executions it covered.
            Message.LOOP_FAILS.log(e, "shutdown", 1, e);
            return 0;
        }
    }
}
