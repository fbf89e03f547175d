package dev.durable;

import org.jspecify.annotations.Nullable;

/** The root of what this library throws. A message says what happened, to which execution, and what follows. */
public class DurableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DurableException(String message) {
        super(message);
    }

    public DurableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
