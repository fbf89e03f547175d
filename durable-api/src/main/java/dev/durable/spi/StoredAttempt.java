package dev.durable.spi;

import dev.durable.ErrorKind;
import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that was followed by another one.
 *
 * @param iteration the iteration that it belongs to
 * @param attempt its number
 * @param token the claim that it belonged to
 * @param started when it was claimed
 * @param ended when it ended, or when its end was noticed
 * @param executor the name of its executor
 * @param outcome FAILED, TIMED_OUT or CRASHED
 * @param error why it failed; null for a crash
 */
public record StoredAttempt(
        int iteration,
        int attempt,
        long token,
        Instant started,
        Instant ended,
        @Nullable String executor,
        Outcome outcome,
        @Nullable TaskError error) {

    /**
     * What is kept of the attempt that a change ends, which another one follows; empty if none follows or none has
     * ended.
     *
     * @param row the row before the change
     * @param change what a rule decided about it
     * @param now the database's clock
     */
    public static Optional<StoredAttempt> endedBy(StoredExecution row, Change change, Instant now) {
        Instant started = row.times().started();
        boolean crash = change.countsCrash() && change.status() == TaskStatus.READY;
        if (started == null || !crash && !change.countsAttempt()) {
            return Optional.empty();
        }
        TaskError reason = crash ? null : change.error();
        boolean late = reason != null && reason.kind() == ErrorKind.TIMED_OUT;
        return Optional.of(new StoredAttempt(
                row.claim().iteration(),
                row.claim().attempt(),
                row.claim().token(),
                started,
                now,
                row.claim().executor(),
                crash ? Outcome.CRASHED : late ? Outcome.TIMED_OUT : Outcome.FAILED,
                reason));
    }
}
