package dev.durable.engine.execution;

import dev.durable.AnyTask;
import dev.durable.ChildOutcome;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.StoreException;
import dev.durable.TaskStatus;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionViews;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
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

    /** The step cannot begin here now: the database is out, or a child's task is deployed elsewhere only. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    Family of(StoredExecution step, RegisteredTask task) throws Unreadable {
        try {
            StoredExecution parent = parentOf(step);
            Type runOutput = task.types().runOutput();
            boolean own = parent.taskId().equals(task.id()) && runOutput != null;
            return new Family(
                    parent.taskId(),
                    own
                            ? finished(parent, task.types().input(), runOutput)
                            : taken(parent, task.types().input()));
        } catch (StoreException e) {
            throw new Unreadable("the database could not be asked", e);
        }
    }

    private StoredExecution parentOf(StoredExecution step) {
        ExecutionId parentId = Objects.requireNonNull(step.lineage().parentId(), "a combining step has a parent");
        return views.find(parentId)
                .orElseThrow(() -> new IllegalStateException("The parent " + parentId + " of this step is gone"));
    }

    /** What another task than the parent's own takes. */
    private Finished<?, ?> taken(StoredExecution parent, Type type) throws Unreadable {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Finished.class) {
            return finished(parent, generic.getActualTypeArguments()[0], generic.getActualTypeArguments()[1]);
        }
        throw new IllegalStateException("It takes " + type.getTypeName() + " and not what combines the children of "
                + parent.taskId() + ", execution " + parent.id());
    }

    private Finished<?, ?> finished(StoredExecution parent, Type input, Type runOutput) throws Unreadable {
        // A combining step that is a parent itself was not enqueued with an input: its input is a family again.
        Object given = parent.lineage().role() == Role.FINALIZE
                ? taken(parentOf(parent), input)
                : payloads.decode(input, parent.payloads().input());
        List<ChildOutcome> outcomes = new ArrayList<>();
        for (StoredExecution child : views.children(parent.id())) {
            outcomes.add(outcome(child));
        }
        return new Finished<>(
                given, payloads.decode(runOutput, parent.payloads().runOutput()), outcomes);
    }

    @SuppressWarnings("unchecked") // every registered class is a task: the discovery found it as one
    private ChildOutcome outcome(StoredExecution child) throws Unreadable {
        RegisteredTask task = tasks.byId(child.taskId())
                .orElseThrow(() -> new Unreadable(
                        "child " + child.lineage().index() + " is of task " + child.taskId()
                                + ", which is not deployed on this server",
                        null));
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
