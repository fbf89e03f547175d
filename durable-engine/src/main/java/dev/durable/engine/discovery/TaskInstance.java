package dev.durable.engine.discovery;

import dev.durable.AnyTask;

/** A contextual reference to a task bean, for one attempt. Sweeps it destroys what was created for that attempt. */
public final class TaskInstance implements AutoCloseable {

    private final AnyTask<?, ?> task;
    private final Runnable release;

    /**
     * @param task the bean, or its proxy
     * @param release destroys the bean's dependent objects, and the bean itself if it is dependent
     */
    public TaskInstance(AnyTask<?, ?> task, Runnable release) {
        this.task = task;
        this.release = release;
    }

    /** The bean, or its proxy. */
    public AnyTask<?, ?> task() {
        return task;
    }

    @Override
    public void close() {
        release.run();
    }
}
