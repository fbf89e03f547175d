package dev.durable.engine.lifecycle;

import dev.durable.ErrorKind;
import dev.durable.StoreException;
import dev.durable.TaskError;
import dev.durable.TaskException;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a body threw into text of bounded length. Whatever the throwable does when it is asked, the answer is
 * text: a message that throws, a cause that leads back to itself, a megabyte of either.
 */
public final class ErrorText {

    /** The longest message stored, in characters. */
    public static final int LONGEST_MESSAGE = 2_000;

    private static final char UNREADABLE = '\uFFFD';
    private static final int LONGEST_STACK = 8_000;
    private static final int FRAMES_EACH = 20;
    private static final int MOST_CAUSES = 8;

    private ErrorText() {}

    /** The error that a body's throwable stands for. */
    public static TaskError of(Throwable thrown) {
        boolean retryable = !(thrown instanceof TaskException judged) || judged.retryable();
        return new TaskError(
                ErrorKind.EXCEPTION,
                shortened(messageOf(thrown)),
                shortened(thrown.getClass().getName()),
                stackOf(thrown),
                retryable);
    }

    /** The error of that kind, with a throwable that explains it. */
    public static TaskError of(ErrorKind kind, String message, Throwable thrown) {
        return new TaskError(
                kind, shortened(message), shortened(thrown.getClass().getName()), stackOf(thrown), kind.retryable());
    }

    /** At most as long as a stored message may be, and without what the database cannot hold. */
    public static String shortened(String text) {
        return cut(text, LONGEST_MESSAGE);
    }

    private static String cut(String text, int longest) {
        int end = Math.min(text.length(), longest);
        if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--; // half a character is no text
        }
        // No database holds half a character, and PostgreSQL refuses NUL: an error must never make its own outcome
        // unstorable.
        return text.substring(0, end)
                .codePoints()
                .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? UNREADABLE : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String messageOf(Throwable thrown) {
        @Nullable String message;
        try {
            message = thrown.getMessage();
        } catch (Throwable failedToSay) {
            return thrown.getClass().getName() + ", whose message cannot be read";
        }
        return message == null || message.isBlank() ? thrown.getClass().getName() : message;
    }

    private static String stackOf(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable current : Causes.of(thrown).stream().limit(MOST_CAUSES).toList()) {
            text.append(current == thrown ? "" : "Caused by: ")
                    .append(current.getClass().getName())
                    .append(": ")
                    .append(cut(messageOf(current), 500))
                    .append('\n');
            appendFrames(text, current);
            if (current instanceof StoreException) {
                break; // the database's own words, with what it was asked, are for the log alone
            }
        }
        return cut(text.toString(), LONGEST_STACK);
    }

    private static void appendFrames(StringBuilder text, Throwable thrown) {
        StackTraceElement @Nullable [] frames;
        try {
            frames = thrown.getStackTrace();
        } catch (Throwable failedToSay) {
            return;
        }
        if (frames == null) {
            return; // an exception class may override even this
        }
        for (int i = 0; i < Math.min(FRAMES_EACH, frames.length); i++) {
            text.append("  at ").append(frames[i]).append('\n');
        }
        if (frames.length > FRAMES_EACH) {
            text.append("  ... ").append(frames.length - FRAMES_EACH).append(" more\n");
        }
    }
}
