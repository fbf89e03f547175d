package dev.durable.spi.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Time that stands still until a test moves it. Safe to be read and moved by several threads. */
public final class SettableTime implements InstantSource {

    private final AtomicReference<Instant> now;

    /** Starts at an arbitrary fixed instant. */
    public SettableTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public SettableTime(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Lets time pass; it never runs backwards. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time passes forwards only, not by " + duration);
        }
        now.updateAndGet(instant -> instant.plus(duration));
    }
}
