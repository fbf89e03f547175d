package dev.durable.jpa;

import java.lang.System.Logger.Level;

/** Every message of the store. Ids are for ever: a message that goes takes its id along. */
enum StoreMessage {
    OPENED(101, Level.INFO, "Executions are stored in {0} by datasource {1}, schema version {2}"),
    MIGRATED(102, Level.INFO, "The schema of datasource {0} was brought up to date by {1} scripts"),
    WEAK_GUARANTEE(103, Level.WARNING, "PostgreSQL runs with {0}={1}: {2}"),
    CONFLICT(104, Level.DEBUG, "Another transaction stood in the way, try {0}"),
    SPLIT(105, Level.DEBUG, "A batch of {0} kept meeting other transactions and is split"),
    ROLLBACK_FAILED(106, Level.WARNING, "A transaction could not be rolled back; the server ends it");

    private static final System.Logger LOGGER = System.getLogger("dev.durable.jpa");

    private final int number;
    private final Level level;
    private final String text;

    StoreMessage(int number, Level level, String text) {
        this.number = number;
        this.level = level;
        this.text = text;
    }

    /** The id that stands before the message in the log. */
    String id() {
        return "DUR%04d".formatted(number);
    }

    Level level() {
        return level;
    }

    /** Its text, with numbered places for what it is about. */
    String text() {
        return text;
    }

    void log(Object... about) {
        if (LOGGER.isLoggable(level)) {
            LOGGER.log(level, render(about));
        }
    }

    void log(Throwable thrown, Object... about) {
        if (LOGGER.isLoggable(level)) {
            LOGGER.log(level, render(about), thrown);
        }
    }

    private String render(Object... about) {
        String rendered = id() + ": " + text;
        for (int i = 0; i < about.length; i++) {
            rendered = rendered.replace("{" + i + "}", String.valueOf(about[i]));
        }
        return rendered;
    }
}
