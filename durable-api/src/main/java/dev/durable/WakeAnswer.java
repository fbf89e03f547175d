package dev.durable;

/** What a call to wake up achieved. */
public sealed interface WakeAnswer {

    /** The execution has ended with what it was woken up with. */
    record Woken() implements WakeAnswer {}

    /** The wake is part of the caller's transaction and is applied right after its commit. */
    record Pending() implements WakeAnswer {}

    /** Nobody sleeps under this key yet: the wake is kept for {@code durable.wake-retention}. */
    record Kept() implements WakeAnswer {}

    /**
     * The execution, or the latest one with the key, had finished before.
     *
     * @param status how it ended
     */
    record AlreadyFinished(TaskStatus status) implements WakeAnswer {}
}
