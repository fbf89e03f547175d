package dev.durable;

/** Something is larger or more than a limit allows; the message names the limit and its configuration key. */
public class LimitExceededException extends DurableException {

    private static final long serialVersionUID = 1L;

    public LimitExceededException(String message) {
        super(message);
    }
}
