package dev.durable.engine.task;

import dev.durable.AnyTask;
import dev.durable.ChildOutcome;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.StoreException;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Notified;
import dev.durable.spi.TaskExecutionViews;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands in relatives' rows and is never copied: what a combine step works on, what a step of a sequence
 * takes, and the outputs that follow from children.
 */
public final class RelativePayloads {

    private static final TaskError ABANDONED =
            TaskError.of(ErrorKind.ABANDONED, "The parent's quorum was decided without this child");

    private final TaskExecutionViews views;
    private final Tasks tasks;
    private final Payloads payloads;

    public RelativePayloads(TaskExecutionViews views, Tasks tasks, Payloads payloads) {
        this.views = views;
        this.tasks = tasks;
        this.payloads = payloads;
    }

    /** It cannot be read here now: the database is out, or a relative's task is deployed elsewhere only. */
    public static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The parent of an execution that has one. */
    public StoredExecution parentOf(StoredExecution execution) throws Unreadable {
        ExecutionId parentId = Objects.requireNonNull(execution.lineage().parentId(), "it has a parent");
        try {
            return views.find(parentId)
                    .orElseThrow(() -> new IllegalStateException("The parent " + parentId + " is gone"));
        } catch (StoreException e) {
            throw outOfReach(e);
        }
    }

    /** What a parent's own method combines. */
    public Finished<?, ?> finished(StoredExecution parent, RegisteredTask task) throws Unreadable {
        Type runOutput = Objects.requireNonNull(task.types().intermediate(), "a parent declares what its run returns");
        return finished(parent, task.types().input(), runOutput);
    }

    /** What an execution was given: stored with it, or read from its relatives. */
    public @Nullable Object input(StoredExecution execution, Type type) throws Unreadable {
        String stored = execution.payloads().input();
        if (stored != null) {
            return payloads.decode(type, stored);
        }
        Role role = execution.lineage().role();
        if (role == Role.ROOT) {
            throw new IllegalStateException("Its input is gone");
        }
        StoredExecution parent = parentOf(execution);
        if (role == Role.COMBINE) {
            return taken(parent, type);
        }
        int index = execution.lineage().index();
        return index == 0 ? input(parent, type) : handedOn(related(parent, Role.CHILD, index - 1), type);
    }

    private @Nullable Object handedOn(StoredExecution step, Type type) throws Unreadable {
        String stored = step.payloads().output();
        return stored != null ? payloads.decode(type, stored) : output(step, taskOf(step));
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
        List<ChildOutcome> outcomes = new ArrayList<>();
        for (StoredExecution child : children(parent)) {
            outcomes.add(outcome(child));
        }
        return new Finished<>(
                input(parent, input),
                payloads.decode(runOutput, parent.payloads().intermediate()),
                outcomes);
    }

    private List<StoredExecution> children(StoredExecution parent) throws Unreadable {
        try {
            return views.children(parent.id());
        } catch (StoreException e) {
            throw outOfReach(e);
        }
    }

    @SuppressWarnings("unchecked") // every registered class is a task: the discovery found it as one
    private ChildOutcome outcome(StoredExecution child) throws Unreadable {
        RegisteredTask task = taskOf(child);
        // Who is late, or has not come at all, was abandoned when the parent decided, whatever became of it later: the
        // same at each attempt of the combine step.
        boolean abandoned = child.notified() != Notified.YES;
        return new ChildOutcome(
                child.lineage().index(),
                (Class<? extends AnyTask<?, ?>>) task.beanClass(),
                child.id(),
                abandoned ? TaskStatus.CANCELLED : child.status(),
                abandoned ? null : output(child, task),
                abandoned ? Optional.of(ABANDONED) : Optional.ofNullable(child.error()));
    }

    /** What an execution came to; null unless it has completed. */
    public @Nullable Object output(StoredExecution execution, RegisteredTask task) throws Unreadable {
        if (execution.status() != TaskStatus.COMPLETED) {
            return null;
        }
        String stored = execution.payloads().output();
        ParentPolicy policy = execution.family().policy();
        if (stored != null || policy == null) {
            return payloads.decode(task.types().output(), stored);
        }
        if (policy.isSequence()) {
            return ofRelative(execution, Role.CHILD, policy.steps().size() - 1);
        }
        return policy.combineTaskId() == null ? finished(execution, task) : ofRelative(execution, Role.COMBINE, 0);
    }

    private @Nullable Object ofRelative(StoredExecution execution, Role role, int index) throws Unreadable {
        StoredExecution relative = related(execution, role, index);
        return output(relative, taskOf(relative));
    }

    private StoredExecution related(StoredExecution parent, Role role, int index) throws Unreadable {
        try {
            return views.related(parent.id(), role, index)
                    .orElseThrow(() -> new IllegalStateException(
                            "Of execution " + parent.id() + " the " + role + " " + index + " is gone"));
        } catch (StoreException e) {
            throw outOfReach(e);
        }
    }

    private RegisteredTask taskOf(StoredExecution relative) throws Unreadable {
        Optional<RegisteredTask> task = tasks.byId(relative.taskId());
        if (task.isEmpty()) {
            throw new Unreadable(
                    "its relative " + relative.id() + " is of task " + relative.taskId()
                            + ", which is not deployed on this server",
                    null);
        }
        return task.get();
    }

    private static Unreadable outOfReach(StoreException cause) {
        return new Unreadable("the database could not be asked", cause);
    }
}
