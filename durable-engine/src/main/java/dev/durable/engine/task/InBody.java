package dev.durable.engine.task;

/** Whether the current thread runs a body: what would hold its slot while it waits for another slot is refused there. */
public final class InBody {

    private static final ThreadLocal<Boolean> HERE = new ThreadLocal<>();

    private InBody() {}

    /** A body begins on the current thread. */
    public static void enter() {
        HERE.set(Boolean.TRUE);
    }

    /** Removes the mark rather than resetting it, so that no pool thread keeps this class loader alive. */
    public static void leave() {
        HERE.remove();
    }

    /** Whether a body runs on the current thread. */
    public static boolean here() {
        return HERE.get() != null;
    }
}
