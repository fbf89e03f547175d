package dev.durable;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Identifies one execution, indefinitely and in every tree.
 *
 * @param value the id as stored
 */
public record ExecutionId(UUID value) implements Comparable<ExecutionId> {

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if the text is not a UUID in its usual form of 36 characters
     */
    public static ExecutionId of(String text) {
        // UUID.fromString also takes shortened groups; two texts for one id would be a trap for callers who compare.
        UUID value;
        try {
            value = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw notAnId(text, e);
        }
        if (!value.toString().equalsIgnoreCase(text)) {
            throw notAnId(text, null);
        }
        return new ExecutionId(value);
    }

    private static IllegalArgumentException notAnId(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException("An execution id is a UUID of 36 characters, not \"" + text + "\"", cause);
    }

    /** Orders ids as the database does: by their bytes, unsigned. */
    @Override
    public int compareTo(ExecutionId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
