package dev.durable.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an executor has claimed.
 *
 * @param executions the claimed rows, payloads included: one of each task comes first, the others in the order in
 *     which they became due
 * @param nextDue how long until the next execution of these tasks is due, by the database's clock; empty if there
 *     is none, or if the limit was reached
 */
public record Claimed(List<StoredExecution> executions, Optional<Duration> nextDue) {

    public Claimed {
        executions = List.copyOf(executions);
    }
}
