package dev.durable.engine.discovery;

/** The form in which a task is written. */
public enum TaskForm {
    /** A {@link dev.durable.DurableTask}. */
    PLAIN,
    /** A {@link dev.durable.ParentTask}. */
    PARENT
}
