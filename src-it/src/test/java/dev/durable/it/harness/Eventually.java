package dev.durable.it.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Waits for a condition, looking again and again, up to a deadline. It looks often at first, and less often the longer it
 * waits: each look costs a connection, and what it takes from a server that starts delays that server.
 */
public final class Eventually {

    private static final long FIRST_PAUSE = Duration.ofMillis(20).toNanos();
    private static final long LAST_PAUSE = Duration.ofMillis(250).toNanos();

    /** The part of the time so far that the next pause takes: as much is lost at the most. */
    private static final int PART = 50;

    private Eventually() {}

    /**
     * Waits until a value is as wished. An exception counts as "not yet".
     *
     * @param what what is waited for, for the message of a failure
     * @return the value that was as wished
     * @throws AssertionError if the deadline passes first; it says what was seen last
     */
    public static <T> T get(String what, Duration limit, Callable<T> value, Predicate<? super T> wished) {
        long begin = System.nanoTime();
        long deadline = begin + limit.toNanos();
        Object last;
        Exception failure = null;
        do {
            try {
                T seen = value.call();
                if (wished.test(seen)) {
                    return seen;
                }
                last = seen;
            } catch (Exception e) {
                last = e;
                failure = e;
            }
            LockSupport.parkNanos(pause(System.nanoTime() - begin));
        } while (System.nanoTime() < deadline);
        throw new AssertionError("Not within " + limit + ": " + what + "; last seen: " + last, failure);
    }

    private static long pause(long waited) {
        return Math.min(Math.max(waited / PART, FIRST_PAUSE), LAST_PAUSE);
    }

    /** Waits until a condition holds. */
    public static void holds(String what, Duration limit, Callable<Boolean> condition) {
        get(what, limit, condition, Boolean::booleanValue);
    }
}
