package dev.durable;

/** A task class that no deployed bean has, or an id that no deployed task carries. */
public class UnknownTaskException extends DurableException {

    private static final long serialVersionUID = 1L;

    public UnknownTaskException(String message) {
        super(message);
    }
}
