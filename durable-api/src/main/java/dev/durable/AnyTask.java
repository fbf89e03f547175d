package dev.durable;

/**
 * Whatever can be enqueued with an {@code I} and ends with an {@code O}: the common root of all task forms. Implement
 * one of the forms, {@link DurableTask}, {@link ParentTask}, {@link SequenceTask}, {@link LoopTask} or
 * {@link SleepingTask}, never this interface alone.
 *
 * @param <I> what the task takes: a type that JSON can carry (a record, a bean, a string, a number, a list of those)
 * @param <O> what the task returns: likewise; {@link Void} where it returns nothing
 */
public interface AnyTask<I, O> {

    /**
     * Checks an input before it is stored, beyond what Bean Validation annotations on {@code I} can say. Called on the
     * thread that enqueues, whose caller sees the exception, and again before each run.
     *
     * @param input the input to judge
     * @throws InvalidInputException to refuse the input, with a message that says what is allowed
     */
    default void validate(I input) {}

    /**
     * What an attempt does differently from the others, as a function of its number. Called before the body, on its
     * thread and within its timeout; an execution fails if this throws or answers what is out of range. Without meaning
     * for a {@link SleepingTask}, which has no attempts.
     *
     * @param attempt the number of the attempt, from 1
     */
    default AttemptOptions attemptOptions(int attempt) {
        return AttemptOptions.none();
    }
}
