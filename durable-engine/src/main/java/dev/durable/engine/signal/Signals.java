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
        CLAIM("something is due, or there is room for more"),
        ROOM("an attempt is done with, so there is room for one more"),
        CLOSE("something has finished, and its relatives are not notified yet"),
        COMMAND("a cancel or wake command is committed, or something sleeps for which a wake may be kept"),
        DEADLINE("a deadline of an unfinished execution has passed"),
        WRITE_BACK("an outcome waits to be written although writing failed before"),
        TIMEOUT("a timeout comes before the one that is waited for"),
        AWAIT("a caller began to wait for an execution"),
        REFUSED("the server has refused to take a turn"),
        SUSPENDED("the server takes no work, so what waits for a slot waits in vain");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /** What has happened when it is raised. */
        public String meaning() {
            return meaning;
        }
    }

    private final Map<Kind, Runnable> listeners = new ConcurrentHashMap<>();

    /** Names who is told. */
    public void on(Kind kind, Runnable listener) {
        listeners.put(kind, listener);
    }

    /** Notifies the listener. Nothing happens without one: a later listener looks for itself first. */
    public void raise(Kind kind) {
        Runnable listener = listeners.get(kind);
        if (listener != null) {
            listener.run();
        }
    }
}
