package dev.durable.engine.signal;

import dev.durable.ExecutionId;
import dev.durable.spi.TaskExecutionViews;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Who waits for which execution. What finishes in a transaction of this server is told at once; for the rest one
 * background process looks, once for all who wait.
 */
public final class Waiters {

    private final Signals signals;
    private final Map<ExecutionId, List<CountDownLatch>> waiting = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    public Waiters(Signals signals) {
        this.signals = signals;
    }

    /** Begins to wait. Look at the execution after this and before {@link Ticket#await}, so that no end is missed. */
    public Ticket begin(ExecutionId id) {
        CountDownLatch latch = new CountDownLatch(1);
        waiting.compute(id, (key, others) -> {
            List<CountDownLatch> all = others == null ? new ArrayList<>() : new ArrayList<>(others);
            all.add(latch);
            return List.copyOf(all);
        });
        if (stopped) {
            latch.countDown(); // stop() may have looked before this wait was there
        }
        signals.raise(Signals.Kind.AWAIT);
        return new Ticket(id, latch);
    }

    /** Ends every wait: nobody would tell those who wait any more. */
    public void stop() {
        stopped = true;
        waiting.values().forEach(latches -> latches.forEach(CountDownLatch::countDown));
    }

    /** Whether every wait has been ended. */
    public boolean stopped() {
        return stopped;
    }

    void finished(ExecutionId id) {
        List<CountDownLatch> latches = waiting.remove(id);
        if (latches != null) {
            latches.forEach(CountDownLatch::countDown);
        }
    }

    /** What is waited for. */
    public Collection<ExecutionId> awaited() {
        return List.copyOf(waiting.keySet());
    }

    /** Looks for ends that happened elsewhere. */
    public void look(TaskExecutionViews views) {
        views.standings(awaited()).forEach((id, standing) -> {
            if (standing.status().finished()) {
                finished(id);
            }
        });
    }

    /** One caller's wait. */
    public final class Ticket implements AutoCloseable {

        private final ExecutionId id;
        private final CountDownLatch latch;

        private Ticket(ExecutionId id, CountDownLatch latch) {
            this.id = id;
            this.latch = latch;
        }

        /** Waits; false if the time is over without a signal. */
        public boolean await(long nanos) throws InterruptedException {
            return latch.await(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            waiting.computeIfPresent(id, (key, all) -> {
                List<CountDownLatch> others =
                        all.stream().filter(other -> other != latch).toList();
                return others.isEmpty() ? null : others;
            });
        }
    }
}
