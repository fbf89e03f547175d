package dev.durable.engine.lifecycle;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What led to what a body threw, whatever that does when it is asked: it may throw, lead back to itself, or have another
 * cause each time.
 */
public final class Causes {

    private static final int MOST = 50;

    private Causes() {}

    /** The throwable itself, its cause, the cause of that, and so on; each of them once, and fifty at most. */
    public static Stream<Throwable> of(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return Stream.iterate(thrown, cause -> cause != null && seen.add(cause), Causes::next)
                .limit(MOST);
    }

    private static @Nullable Throwable next(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable failedToSay) {
            return null;
        }
    }
}
