package dev.durable.engine.execution;

import dev.durable.AnyTask;
import dev.durable.ChildOutcome;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.StoreException;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionViews;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a combining step works on: its parent, and its siblings' outcomes from their own rows. */
public final class Families {

    private final TaskExecutionViews views;
    private final Tasks tasks;
    private final Payloads payloads;

    public Families(TaskExecutionViews views, Tasks tasks, Payloads payloads) {
        this.views = views;
        this.tasks = tasks;
        this.payloads = payloads;
    }

    /**
     * What a combining step works on.
     *
     * @param parentTaskId the task of the execution that spawned the children
     * @param finished its input, its run output and the outcomes
     */
    record Family(String parentTaskId, Finished<?, ?> finished) {}

    /** The database could not be asked, so the step cannot begin. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(StoreException cause) {
            super(cause);
        }
    }

    Family of(StoredExecution step, RegisteredTask task) throws Unreadable {
        ExecutionId parentId = Objects.requireNonNull(step.lineage().parentId(), "a combining step has a parent");
        StoredExecution parent;
        List<StoredExecution> children;
        try {
            parent = views.find(parentId)
                    .orElseThrow(() -> new IllegalStateException("The parent " + parentId + " of this step is gone"));
            children = views.children(parentId);
        } catch (StoreException e) {
            throw new Unreadable(e);
        }
        RegisteredTask.@Nullable Combined types = task.types().combined();
        if (types == null) {
            throw new IllegalStateException("Task " + task.id() + " combines nothing, but is the combining step of "
                    + parent.taskId() + ", execution " + parentId);
        }
        return new Family(
                parent.taskId(),
                new Finished<>(
                        payloads.decode(types.input(), parent.payloads().input()),
                        payloads.decode(types.runOutput(), parent.payloads().runOutput()),
                        children.stream().map(this::outcome).toList()));
    }

    @SuppressWarnings("unchecked") // every registered class is a task: the discovery found it as one
    private ChildOutcome outcome(StoredExecution child) {
        RegisteredTask task = tasks.byId(child.taskId())
                .orElseThrow(() -> new IllegalStateException("Child "
                        + child.lineage().index() + " is of task " + child.taskId() + ", which is not deployed here"));
        return new ChildOutcome(
                child.lineage().index(),
                (Class<? extends AnyTask<?, ?>>) task.beanClass(),
                child.id(),
                child.status(),
                value(child, task),
                Optional.ofNullable(child.error()));
    }

    private @Nullable Object value(StoredExecution child, RegisteredTask task) {
        return child.status() == TaskStatus.COMPLETED
                ? payloads.decode(task.types().output(), child.payloads().output())
                : null;
    }
}
