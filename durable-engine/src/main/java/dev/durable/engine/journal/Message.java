package dev.durable.engine.journal;

import java.lang.System.Logger.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every message of the engine. Ids never change: the id of a removed message is not used again. INFO says that something
 * changed, WARNING that an operator should look, DEBUG is for following a single execution.
 */
public enum Message {
    STARTED(1, Level.INFO, "Durable has started as executor {0} ({1}) with {2} tasks and {3} slots"),
    STOPPED(2, Level.INFO, "Durable has stopped as executor {0}; {1} executions were returned"),
    NOT_ENABLED(3, Level.INFO, "Durable runs no tasks on this server: durable.enabled is false"),
    UNKNOWN_KEY(4, Level.WARNING, "{0}"),
    MODULE_JOINED(5, Level.DEBUG, "Web module {0} has joined the engine"),
    START_FAILED(6, Level.ERROR, "Durable could not start: {0}"),
    COMMITS_BEFORE_OUTCOME(
            7,
            Level.WARNING,
            "The @Transactional body of task {0} ({1}) does not promise that it happens once: what it does is committed"
                    + " before its outcome is stored, so after a crash in between it runs again; with"
                    + " @Task(transactional = true) both are one transaction"),

    LOOP_FAILS(20, Level.WARNING, "The {0} loop has failed {1} times in a row and goes on trying: {2}"),
    LOOP_RECOVERED(21, Level.INFO, "The {0} loop works again after {1} failures"),
    LOOP_UNSCHEDULED(23, Level.DEBUG, "The server takes no work for the {0} loop at present"),

    LEASE_LOST(30, Level.WARNING, "Executor {0} has lost its lease: {1} running executions are abandoned here"),
    LEASE_REGAINED(31, Level.INFO, "Executor {0} goes on as {1}, after {2} executions of the lost lease were returned"),

    CLAIMED(40, Level.DEBUG, "Claimed {0} executions"),
    REFUSED(41, Level.INFO, "A late result of execution {0} under claim {1} was refused: the execution has moved on"),
    RESCUED(42, Level.WARNING, "Rescued execution {0} of task {1}, whose server died; crashes so far: {2}"),
    OVERDUE(43, Level.WARNING, "Execution {0} of task {1} went on past its timeout and did not end; it is now {2}"),
    FINISHED(44, Level.DEBUG, "Execution {0} of task {1} is {2}"),
    ATTEMPT_FAILED(45, Level.DEBUG, "Attempt {0} of execution {1} of task {2} failed: {3}"),
    BODY_INTERRUPTED(46, Level.INFO, "The body of execution {0} of task {1} was interrupted: {2}"),
    TRANSACTION_LEFT_OPEN(
            47, Level.WARNING, "The body of execution {0} of task {1} left a transaction open; it was rolled back"),
    OUTCOME_UNWRITABLE(
            48, Level.ERROR, "The outcome of execution {0} could not be written and is replaced by a failure: {1}"),
    CLAIM_RETURNED(49, Level.DEBUG, "Execution {0} was returned before it started"),
    SLOT_LOST(
            50,
            Level.WARNING,
            "A slot is still held by execution {0} of task {1}, whose body does not end although it was interrupted"),
    FAMILY_UNREADABLE(51, Level.WARNING, "The combine step {0} of task {1} cannot run here now and is returned: {2}"),
    BODIES_REFUSED(52, Level.WARNING, "The server takes no bodies at present: {0}"),
    TRANSACTION_FAILED(
            53, Level.WARNING, "The transaction of execution {0} of task {1} came to nothing, or may have: {2}"),
    FAILED_AFTER_COMMIT(
            54,
            Level.WARNING,
            "After the body of task {0} had been committed something failed, which changes nothing about that: {1}"),

    TELEMETRY_ON(60, Level.INFO, "Durable counts and traces by the server's OpenTelemetry"),
    NO_TELEMETRY(61, Level.WARNING, "Durable neither counts nor traces, although otel.sdk.disabled is false: {0}"),

    SUSPENDED(
            62,
            Level.INFO,
            "The server takes no work at present, as if it were suspended or about to stop. Executor {0} claims nothing"
                    + " until it does; what runs goes on, and what has not started is returned"),
    RESUMED(63, Level.INFO, "The server takes work again, and executor {0} goes on claiming"),
    LOOP_LATE(64, Level.DEBUG, "The server is late with a turn of the {0} loop, which is taken on a spare thread"),
    NO_SPARE_THREAD(65, Level.WARNING, "The server makes no thread at present: {0}"),

    TELEMETRY_FAILS(66, Level.WARNING, "Something could not be counted or traced: {0}"),

    BROKEN_OFF_BY_SERVER(
            67,
            Level.WARNING,
            "The body of execution {0} of task {1} was interrupted, not by Durable, and the server runs no bodies at present. It is"
                    + " returned with its attempt not counted: {2}");

    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final System.Logger LOGGER = System.getLogger("dev.durable");

    private final int number;
    private final Level level;
    private final String text;

    Message(int number, Level level, String text) {
        this.number = number;
        this.level = level;
        this.text = text;
    }

    /** The id that stands before the message in the log, such as {@code DUR0001}. */
    public String id() {
        return "DUR%04d".formatted(number);
    }

    /** How loud it is. */
    public Level level() {
        return level;
    }

    /** Its text, with numbered places for what it is about. */
    public String text() {
        return text;
    }

    /** Says it. */
    public void log(@Nullable Object... about) {
        if (LOGGER.isLoggable(level)) {
            LOGGER.log(level, render(about));
        }
    }

    /** Says it, with what was thrown. */
    public void log(Throwable thrown, @Nullable Object... about) {
        if (LOGGER.isLoggable(level)) {
            LOGGER.log(level, render(about), thrown);
        }
    }

    String render(@Nullable Object... about) {
        // In one pass: what is put in may itself look like a place to fill.
        return PLACE.matcher(id() + ": " + text)
                .replaceAll(place ->
                        Matcher.quoteReplacement(oneLine(String.valueOf(about[Integer.parseInt(place.group(1))]))));
    }

    /** Text from outside must not be able to write log lines of its own, nor to steer a terminal. */
    private static String oneLine(String value) {
        StringBuilder safe = new StringBuilder(value.length());
        value.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean steers = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (steers) {
                safe.append("\\u%04x".formatted(c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
