package dev.durable.example.archive;

import org.jspecify.annotations.Nullable;

/** An upload that is not taken in; the message says what is wrong with it and what is allowed. */
public final class RefusedArchiveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    RefusedArchiveException(Reason reason, String message) {
        this(reason, message, null);
    }

    RefusedArchiveException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What is wrong, for programs. */
    public Reason reason() {
        return reason;
    }

    /** What may be wrong with an upload. */
    public enum Reason {
        /** It ended before it was complete. */
        INCOMPLETE_UPLOAD,
        /** It is larger than an upload may be. */
        UPLOAD_TOO_LARGE,
        /** It is no ZIP, or damaged, or encrypted. */
        UNREADABLE_ARCHIVE,
        /** It holds no document. */
        EMPTY_ARCHIVE,
        /** It holds more documents than are allowed. */
        TOO_MANY_DOCUMENTS,
        /** What comes out of it is larger than is allowed. */
        TOO_LARGE_INSIDE,
        /** A path in it leads out of it, or cannot be a name. */
        UNSAFE_PATH,
        /** Two documents in it have the same path. */
        DUPLICATE_PATH
    }
}
