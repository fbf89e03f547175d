package dev.durable.example.document;

/** The bytes of a document are not UTF-8 text. */
public final class NotTextException extends Exception {

    private static final long serialVersionUID = 1L;

    NotTextException(String message) {
        super(message);
    }
}
