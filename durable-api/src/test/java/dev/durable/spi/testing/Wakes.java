package dev.durable.spi.testing;

import dev.durable.spi.StoredExecution;
import dev.durable.spi.Wake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Wakes that have not been delivered, oldest first.
 *
 * @param requested commands to wake up
 * @param kept wakes that nobody slept for
 */
record Wakes(List<Wake> requested, List<Kept> kept) {

    /**
     * A wake that waits for its execution.
     *
     * @param wake the call
     * @param until when it ends
     */
    record Kept(Wake wake, Instant until) {

        /** Whether it is meant for the execution that sleeps under the key of this row. */
        boolean fits(StoredExecution row) {
            return wake.taskId().equals(row.taskId())
                    && wake.key() != null
                    && wake.key().equals(row.wakeKey());
        }
    }

    Wakes() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    Wakes copy() {
        return new Wakes(new ArrayList<>(requested), new ArrayList<>(kept));
    }

    /** What was kept for an execution that another wake has ended was meant for that one. */
    void dropKeptFor(StoredExecution ended) {
        kept.removeIf(each -> !each.wake().keepForNext() && each.fits(ended));
    }

    void dropExpired(Instant now) {
        kept.removeIf(each -> !each.until().isAfter(now));
    }
}
