package dev.durable;

/** There is no such execution, or it is of another task than the caller said. */
public class ExecutionNotFoundException extends DurableException {

    private static final long serialVersionUID = 1L;

    public ExecutionNotFoundException(String message) {
        super(message);
    }
}
