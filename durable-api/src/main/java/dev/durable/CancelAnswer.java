package dev.durable;

/** What a call to cancel achieved. */
public sealed interface CancelAnswer {

    /** The execution is cancelled. What runs below it is cancelled next. */
    record Cancelled() implements CancelAnswer {}

    /** The cancellation is part of the caller's transaction and is applied right after its commit. */
    record Pending() implements CancelAnswer {}

    /**
     * The execution had finished before.
     *
     * @param status how it ended
     */
    record AlreadyFinished(TaskStatus status) implements CancelAnswer {}
}
