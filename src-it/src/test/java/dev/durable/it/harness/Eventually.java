package dev.durable.it.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for a condition, looking again and again, up to a deadline. */
public final class Eventually {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private Eventually() {}

    /**
     * Waits until a value is as wished. An exception counts as "not yet".
     *
     * @param what what is waited for, for the message of a failure
     * @return the value that was as wished
     * @throws AssertionError if the deadline passes first; it says what was seen last
     */
    public static <T> T get(String what, Duration limit, Callable<T> value, Predicate<? super T> wished) {
        long deadline = System.nanoTime() + limit.toNanos();
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
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() < deadline);
        throw new AssertionError("Not within " + limit + ": " + what + "; last seen: " + last, failure);
    }

    /** Waits until a condition holds. */
    public static void holds(String what, Duration limit, Callable<Boolean> condition) {
        get(what, limit, condition, Boolean::booleanValue);
    }
}
