package dev.durable.engine.task;

import dev.durable.ExecutionId;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Ids that grow with time (UUID version 7, RFC 9562), so that new rows go to the end of the primary key's index. The
 * wall clock only orders them; nothing is decided by it, and a wrong clock costs locality, never correctness.
 */
public final class ExecutionIds implements Supplier<ExecutionId> {

    /** Milliseconds in the upper bits, a counter in the lower twelve: ids of one millisecond keep their order. */
    private final AtomicLong last = new AtomicLong();

    @Override
    public ExecutionId get() {
        long now = System.currentTimeMillis() << 12;
        long tick = last.updateAndGet(previous -> Math.max(previous + 1, now));
        long high = (tick >>> 12 << 16) | 0x7000L | (tick & 0xFFFL);
        long low = (ThreadLocalRandom.current().nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new ExecutionId(new UUID(high, low));
    }
}
