package dev.durable;

/** An input was refused. Also for a task's own validator to throw. */
public class InvalidInputException extends DurableException {

    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
