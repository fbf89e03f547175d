package dev.durable;

/** The awaited execution has not finished within the limit. It goes on all the same. */
public class WaitExpiredException extends DurableException {

    private static final long serialVersionUID = 1L;

    public WaitExpiredException(String message) {
        super(message);
    }
}
