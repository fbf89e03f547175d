package dev.durable.engine.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What led to what a body threw, whatever that does when it is asked: it may throw, lead back to itself, or have another
 * cause each time.
 */
public final class Causes {

    private static final int MOST = 50;

    private Causes() {}

    /** The throwable itself, its cause, the cause of that, and so on; each of them once, and fifty at most. */
    public static List<Throwable> of(Throwable thrown) {
        List<Throwable> causes = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        @Nullable Throwable next = thrown;
        while (next != null && causes.size() < MOST && seen.add(next)) {
            causes.add(next);
            next = causeOf(next);
        }
        return causes;
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable failedToSay) {
            return null;
        }
    }
}
