package dev.durable;

/** Another execution of the sleeping task sleeps under the key. Nothing was stored. */
public class KeyInUseException extends DurableException {

    private static final long serialVersionUID = 1L;

    public KeyInUseException(String message) {
        super(message);
    }
}
