package dev.durable;

/** The awaited execution has not finished within the limit. It goes on all the same. */
public class WaitTimeoutException extends DurableException {

    private static final long serialVersionUID = 1L;

    public WaitTimeoutException(String message) {
        super(message);
    }
}
