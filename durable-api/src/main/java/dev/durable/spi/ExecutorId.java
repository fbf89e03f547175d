package dev.durable.spi;

import java.util.UUID;

/**
 * One incarnation of an executor: made anew whenever an engine starts or has lost its lease, never reused, so that
 * what an earlier incarnation left behind cannot look owned.
 *
 * @param value the id as stored
 */
public record ExecutorId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
