package dev.durable.engine.telemetry;

import dev.durable.engine.journal.Message;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Stands between the flow and what others have made: whatever that throws must not change what becomes of an execution. */
final class Guard {

    private final AtomicLong failures = new AtomicLong();

    void run(Runnable recording) {
        get(null, () -> {
            recording.run();
            return null;
        });
    }

    <T> T get(T otherwise, Supplier<? extends T> recording) {
        try {
            return recording.get();
        } catch (Throwable e) { // an Error, too, is one of an exporter, and says nothing about the execution
            report(e);
            return otherwise;
        }
    }

    private void report(Throwable failure) {
        try {
            if (Long.bitCount(failures.incrementAndGet()) == 1) { // ever fewer lines while it lasts
                Message.TELEMETRY_FAILS.log(failure, failure);
            }
        } catch (Throwable unspeakable) {
            // It is the logger that fails as well, so there is nobody left to tell.
        }
    }
}
