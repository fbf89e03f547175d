package dev.durable.engine.execution;

/** Whether the current thread runs a body: what would hold its slot while it waits for another slot is refused there. */
final class InBody {

    private static final ThreadLocal<Boolean> HERE = new ThreadLocal<>();

    private InBody() {}

    static void enter() {
        HERE.set(Boolean.TRUE);
    }

    /** Removes the mark rather than resetting it, so that no pool thread keeps this class loader alive. */
    static void leave() {
        HERE.remove();
    }

    static boolean here() {
        return HERE.get() != null;
    }
}
