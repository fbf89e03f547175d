package dev.durable.example.intake;

/** A decision about an intake that waits for none, or for none any more. Nothing was changed. */
public class RefusedDecisionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why the decision is refused. */
    public enum Reason {
        /** It is not large. */
        NO_APPROVAL_NEEDED,
        /** The opposite was decided before. */
        ALREADY_DECIDED,
        /** It ended while it waited: nobody had come in time, or it was cancelled. */
        TOO_LATE
    }

    RefusedDecisionException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why the decision is refused. */
    public Reason reason() {
        return reason;
    }
}
