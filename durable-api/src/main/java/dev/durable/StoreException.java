package dev.durable;

/** The database could not be asked, or refused. The message is neutral; the cause is for the log. */
public class StoreException extends DurableException {

    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
