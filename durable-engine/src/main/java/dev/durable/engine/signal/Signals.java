package dev.durable.engine.signal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells background processes that there is something for them to do. Raising a signal never blocks and never touches
 * the database, so it may be done after a commit and under a lock.
 */
public final class Signals {

    /** What there may be to do. */
    public enum Kind {
        /** Something is due, or there is room for more. */
        CLAIM,
        /** An attempt is done with, so there is room for one more. */
        ROOM,
        /** Something has finished, and its relatives do not know it yet. */
        CLOSE,
        /** A command to cancel or to wake up has been committed, or something sleeps for which a wake may be kept. */
        COMMAND,
        /** A deadline of an unfinished execution has passed. */
        DEADLINE,
        /** An outcome waits to be written although writing failed before. */
        WRITE_BACK,
        /** A deadline comes before the one that is waited for. */
        TIMEOUT,
        /** Somebody began to wait for an execution. */
        AWAIT,
        /** The server has refused to take a turn. */
        REFUSED,
        /** The server takes no work, so what waits for a slot waits in vain. */
        SUSPENDED
    }

    private final Map<Kind, Runnable> listeners = new ConcurrentHashMap<>();

    /** Names who is told. */
    public void on(Kind kind, Runnable listener) {
        listeners.put(kind, listener);
    }

    /** Tells. Nothing happens while nobody listens: whoever listens later looks for itself first. */
    public void raise(Kind kind) {
        Runnable listener = listeners.get(kind);
        if (listener != null) {
            listener.run();
        }
    }
}
