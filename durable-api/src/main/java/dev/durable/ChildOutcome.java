package dev.durable;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one child ended.
 *
 * @param index the child's place among its siblings, from 0
 * @param task the child's task
 * @param executionId the child's execution
 * @param status a finished status
 * @param value what the child returned; null unless it completed
 * @param error why it did not complete; empty if it did
 */
public record ChildOutcome(
        int index,
        Class<? extends AnyTask<?, ?>> task,
        ExecutionId executionId,
        TaskStatus status,
        @Nullable Object value,
        Optional<TaskError> error) {

    public ChildOutcome {
        if (!status.finished()) {
            throw new IllegalArgumentException("A child outcome has a finished status, not " + status);
        }
    }

    /** Whether the parent's quorum was decided without this child, whatever has become of it since. */
    public boolean abandoned() {
        return error.filter(reason -> reason.kind() == ErrorKind.ABANDONED).isPresent();
    }

    /** Whether the child completed. */
    public boolean completed() {
        return status == TaskStatus.COMPLETED;
    }

    /**
     * What the child returned.
     *
     * @param task the child's task, which says the type of the output
     * @throws IllegalStateException if the child did not complete, or is of another task
     */
    @SuppressWarnings("unchecked") // the engine decoded the value as this very task's output
    public <O> O output(Class<? extends AnyTask<?, O>> task) {
        if (!this.task.equals(task)) {
            throw new IllegalStateException(
                    "Child " + index + " is of " + this.task.getName() + ", not of " + task.getName());
        }
        if (!completed()) {
            throw new IllegalStateException("Child " + index + " has no output: it is " + status);
        }
        return (O) value;
    }
}
