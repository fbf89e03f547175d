package dev.durable.engine.task;

import dev.durable.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Judges the keys under which executions sleep. */
public final class WakeKeys {

    /** As many characters as the column has. */
    public static final int LONGEST = 255;

    private WakeKeys() {}

    /** Whether an execution may sleep under it. PostgreSQL holds no NUL in a text, and no database half a character. */
    public static boolean allowed(@Nullable String key) {
        return key != null
                && !key.isEmpty()
                && key.codePointCount(0, key.length()) <= LONGEST
                && key.codePoints()
                        .noneMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /**
     * The key that a task has made of its input.
     *
     * @throws InvalidInputException if no execution may sleep under it
     */
    public static String checked(RegisteredTask task, @Nullable String key) {
        if (key == null || !allowed(key)) {
            throw new InvalidInputException("The key that task " + task.id() + " makes of its input has "
                    + (key == null ? "no" : key.length())
                    + " characters, or some that cannot be stored; allowed are 1 to "
                    + LONGEST);
        }
        return key;
    }
}
