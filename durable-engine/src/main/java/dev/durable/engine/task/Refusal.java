package dev.durable.engine.task;

import dev.durable.ErrorKind;
import dev.durable.TaskError;
import dev.durable.engine.lifecycle.ErrorText;
import org.jspecify.annotations.Nullable;

/** The engine refuses what goes into a body or comes out of it; no further attempt would help. */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient TaskError error;

    public Refusal(ErrorKind kind, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        String text = String.valueOf(message);
        this.error = cause == null ? TaskError.of(kind, text) : ErrorText.of(kind, text, cause);
    }

    /** What is stored of it. */
    public TaskError error() {
        return error;
    }
}
