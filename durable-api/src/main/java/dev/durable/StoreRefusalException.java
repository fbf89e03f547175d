package dev.durable;

/** The database refused what was to be stored: it would refuse the same again. The message is neutral. */
public class StoreRefusalException extends StoreException {

    private static final long serialVersionUID = 1L;

    public StoreRefusalException(String message) {
        super(message);
    }

    public StoreRefusalException(String message, Throwable cause) {
        super(message, cause);
    }
}
