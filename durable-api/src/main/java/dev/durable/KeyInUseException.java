package dev.durable;

/** Another unfinished execution of the sleeping task has the key. Nothing was stored. */
public class KeyInUseException extends DurableException {

    private static final long serialVersionUID = 1L;

    public KeyInUseException(String message) {
        super(message);
    }
}
