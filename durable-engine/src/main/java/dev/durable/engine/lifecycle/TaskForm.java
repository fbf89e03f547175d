package dev.durable.engine.lifecycle;

/** The form in which a task is written. */
public enum TaskForm {
    /** A {@link dev.durable.DurableTask}. */
    PLAIN,
    /** A {@link dev.durable.ParentTask}. */
    PARENT,
    /** A {@link dev.durable.SequenceTask}. */
    SEQUENCE,
    /** A {@link dev.durable.LoopTask}. */
    LOOP,
    /** A {@link dev.durable.SleepingTask}. */
    SLEEPING
}
