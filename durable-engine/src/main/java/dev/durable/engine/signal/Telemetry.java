package dev.durable.engine.signal;

import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionViews.Figures;
import org.jspecify.annotations.Nullable;

/**
 * Where the flow says what it does, to be counted and traced by an implementation. An implementation never throws and
 * never waits: it must not change the outcome of an execution.
 */
public interface Telemetry {

    /** Nobody cares. */
    Telemetry NONE = new NoTelemetry();

    /**
     * Executions of a task are about to be enqueued, on the calling thread.
     *
     * @param executions how many
     * @return to be closed on the same thread
     */
    Enqueue enqueuing(String taskId, int executions);

    /**
     * A body is about to run, on the calling thread.
     *
     * @param execution its execution, as claimed
     * @param waitedNanos for how long it has waited for its slot since the claim
     * @return to be ended on the same thread
     */
    Run running(StoredExecution execution, long waitedNanos);

    /** A claim has found so many executions. */
    void claimed(int executions);

    /** An execution has ended, and its relatives know: said once of each. */
    void ended(StoredExecution execution);

    /** An attempt has failed, and another one follows. */
    void retried(String taskId);

    /** A result came under a superseded claim. */
    void refused(String taskId);

    /** An execution was taken over from a dead server. */
    void rescued(String taskId);

    /** There are figures to be asked for, from any thread, until all of this is stopped. */
    void observe(Gauges gauges);

    /** The engine has stopped. */
    void stop();

    /** Executions that are being enqueued: failed when closed, unless it was said before that they are stored. */
    interface Enqueue extends AutoCloseable {

        /** What they belong to, as a W3C traceparent; null if nothing is traced. */
        @Nullable
        String traceParent();

        /** They are stored, as far as the caller's transaction commits. */
        void stored();

        @Override
        void close();
    }

    /** A body that runs. */
    interface Run {

        /** What its children belong to, as a W3C traceparent; null if nothing is traced. */
        @Nullable
        String traceParent();

        /** Whatever user code records on this thread belongs to this run, until that is closed. */
        Entry enter();

        /**
         * The body has ended.
         *
         * @param brokenOff whether others have decided the attempt, so that the outcome counts for nothing
         */
        void ended(RunOutcome outcome, boolean brokenOff);
    }

    /** What holds until it is closed. */
    interface Entry {

        /** Ends it, on the thread on which it began. */
        void close();
    }

    /** What can be asked for at any time, and is at hand. */
    interface Gauges {

        /** What this executor is called: several of one server may be measured side by side. */
        String executor();

        /** How many bodies may run at once here. */
        int slots();

        /** How many bodies run here. */
        int slotsUsed();

        /** How many slots are held by bodies that go on although their attempts are decided. */
        int slotsLost();

        /** How many outcomes wait to be written here. */
        int outcomesToWrite();

        /** How things stand in the database; null if it has not answered lately. */
        @Nullable
        Figures figures();
    }
}
