package dev.durable.jpa;

import java.lang.System.Logger.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every message of the store. Ids are permanent: the id of a message that goes is never used again. */
enum StoreMessage {
    OPENED(101, Level.INFO, "Executions are stored in {0} by datasource {1}, schema version {2}"),
    MIGRATED(102, Level.INFO, "The schema of datasource {0} was brought up to date by {1} scripts"),
    WEAK_GUARANTEE(103, Level.WARNING, "PostgreSQL runs with {0}={1}: {2}"),
    CONFLICT(104, Level.DEBUG, "Conflict with another transaction, try {0}"),
    SPLIT(105, Level.DEBUG, "A batch of {0} kept meeting other transactions and is split"),
    ROLLBACK_FAILED(106, Level.WARNING, "A transaction could not be rolled back; the server ends it"),
    NO_SOCKET_TIMEOUT(
            107,
            Level.WARNING,
            "Connections of datasource {0} have no socket timeout: when a database or the way to it is gone without a"
                    + " word, its loops wait without end, the lease is lost, and threads stay blocked. Put"
                    + " socketTimeout=60 and connectTimeout=10 into the URL"),
    UNWRITTEN(108, Level.DEBUG, "Part of a split batch was committed; the other {0} are left for the next try");

    private static final System.Logger LOGGER = System.getLogger("dev.durable.jpa");

    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

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

    String render(Object... about) {
        // One pass: what is inserted is never searched for places itself.
        return id()
                + ": "
                + PLACE.matcher(text)
                        .replaceAll(place -> Matcher.quoteReplacement(
                                oneLine(String.valueOf(about[Integer.parseInt(place.group(1))]))));
    }

    /** Text from outside must not be able to write log lines of its own, nor to steer a terminal. */
    private static String oneLine(String value) {
        StringBuilder safe = new StringBuilder(value.length());
        value.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    safe.append("\\u%04x".formatted(c));
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
