package dev.durable;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt of an execution. Times are the database's.
 *
 * @param iteration the iteration of a {@link LoopTask} that it belongs to; 1 elsewhere
 * @param number its number within the iteration, from 1; an attempt that is repeated because its server died keeps it
 * @param started when it was claimed
 * @param ended when it ended; empty while it runs, and for the body of a parent or sequence, of which only the
 *     beginning is kept
 * @param executor the name of the executor that ran it
 * @param outcome its outcome
 * @param error why it did not complete
 */
public record TaskAttempt(
        int iteration,
        int number,
        Instant started,
        Optional<Instant> ended,
        Optional<String> executor,
        Outcome outcome,
        Optional<TaskError> error) {

    /** The outcome of an attempt. */
    public enum Outcome {
        /** It runs. */
        RUNNING,
        /** Its body returned; a parent's children may be under way. */
        RETURNED,
        /** It threw, or could not be made. */
        FAILED,
        /** It took longer than its timeout. */
        TIMED_OUT,
        /** Its server died. */
        CRASHED,
        /** Its execution was cancelled, or ended by its deadline. */
        CANCELLED
    }
}
