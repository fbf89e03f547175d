package dev.durable.engine.process;

import java.time.Duration;

/** Where loops turn: the container's managed scheduler, or a test's hand. */
public interface Scheduler {

    /**
     * Runs the turn on another thread, after the delay.
     *
     * @return what to call to take the turn back if it has not begun
     * @throws java.util.concurrent.RejectedExecutionException if the server takes no work at present
     */
    Runnable schedule(Runnable turn, Duration delay);
}
