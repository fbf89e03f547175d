package dev.durable.engine.task;

import dev.durable.AnyTask;
import dev.durable.DurableException;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.InvalidInputException;
import dev.durable.LimitExceededException;
import dev.durable.engine.lifecycle.DeclaredOptions;
import dev.durable.engine.lifecycle.Limits;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns what is asked for into rows to insert: one door, with the same checks for callers and for children. */
public final class ExecutionFactory {

    private final Payloads payloads;
    private final InputCheck beanValidation;
    private final Limits limits;
    private final Supplier<ExecutionId> ids;

    /** Judges an input by the annotations of its class. */
    @FunctionalInterface
    public interface InputCheck {

        /**
         * Judges.
         *
         * @throws InvalidInputException if the input breaks a constraint
         */
        void check(String taskId, @Nullable Object input);
    }

    public ExecutionFactory(Payloads payloads, InputCheck beanValidation, Limits limits, Supplier<ExecutionId> ids) {
        this.payloads = payloads;
        this.beanValidation = beanValidation;
        this.limits = limits;
        this.ids = ids;
    }

    /** A new id. */
    public ExecutionId newId() {
        return ids.get();
    }

    /**
     * A root execution.
     *
     * @param traceParent the trace that it belongs to; null for none
     */
    public NewExecution root(
            RegisteredTask task,
            @Nullable Object input,
            EnqueueOptions options,
            ExecutionId id,
            @Nullable String traceParent) {
        return prepare(task, input, options, id, traced(Lineage.root(id), traceParent));
    }

    /**
     * A root that repeats one that has finished, due at once.
     *
     * @param traceParent the trace that it belongs to; null for none
     */
    public NewExecution again(RegisteredTask task, StoredExecution old, @Nullable String traceParent) {
        ExecutionId id = ids.get();
        NewExecution execution = new NewExecution(
                id,
                task.id(),
                traced(Lineage.retry(id, old.id()), traceParent),
                Duration.ZERO,
                old.options(),
                old.payloads().input());
        return ending(execution, task.options().with(old.options()), old.wakeKey());
    }

    private static Lineage traced(Lineage place, @Nullable String traceParent) {
        return traceParent == null ? place : place.tracedFrom(traceParent);
    }

    /** A child of the execution that stands at the given place. */
    public NewExecution child(
            RegisteredTask task,
            @Nullable Object input,
            EnqueueOptions options,
            ExecutionId parent,
            Lineage place,
            int index) {
        return prepare(task, input, options, ids.get(), below(place, parent, index));
    }

    /**
     * A child's place below the execution that stands at the given place.
     *
     * @throws LimitExceededException if that is too deep
     */
    public Lineage below(Lineage place, ExecutionId parent, int index) {
        Lineage lineage = place.child(parent, index);
        if (lineage.depth() > limits.maxDepth()) {
            throw new LimitExceededException("A child would be " + lineage.depth()
                    + " levels below its root; allowed are " + limits.maxDepth() + " (durable.max-depth)");
        }
        return lineage;
    }

    private NewExecution prepare(
            RegisteredTask task, @Nullable Object input, EnqueueOptions given, ExecutionId id, Lineage lineage) {
        TaskOptions options = task.options().with(given);
        List<String> problems = new DeclaredOptions(task.form(), task.traits().transactional(), options).problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Options of an execution of task " + task.id() + " are out of range: "
                    + String.join("; ", problems));
        }
        validate(task, input);
        NewExecution execution =
                new NewExecution(id, task.id(), lineage, options.delay(), given, payloads.input(task, input));
        // Before it is due nothing sleeps: then it is claimed, and goes to sleep by that.
        boolean sleeps = task.form() == TaskForm.SLEEPING && options.delay().isZero();
        return ending(execution, options, sleeps ? key(task, input) : null);
    }

    private static NewExecution ending(NewExecution execution, TaskOptions options, @Nullable String key) {
        Duration deadline = options.deadline();
        if (key == null) {
            return execution.withDeadline(deadline);
        }
        boolean deadlineFirst = deadline != null && deadline.compareTo(options.timeout()) < 0;
        return execution.sleeping(key, deadlineFirst ? deadline : options.timeout());
    }

    private String key(RegisteredTask task, @Nullable Object input) {
        return inCaller(task, "key", bean -> WakeKeys.checked(task, Bodies.key(bean, input)));
    }

    /**
     * Lets Bean Validation and the task's own validator judge an input.
     *
     * @throws InvalidInputException if either refuses it
     */
    private void validate(RegisteredTask task, @Nullable Object input) {
        beanValidation.check(task.id(), input);
        if (task.traits().validates()) {
            inCaller(task, "validator", bean -> {
                Bodies.validate(bean, input);
                return "";
            });
        }
    }

    private static String inCaller(RegisteredTask task, String what, TaskBean.Use<String> use) {
        try {
            return Objects.requireNonNull(task.bean().inCaller(use), "an answer");
        } catch (RuntimeException e) {
            throw e; // a refusal, or a failure that says nothing about the input: both are the caller's to see
        } catch (Exception e) {
            throw new DurableException("The " + what + " of task " + task.id() + " failed: " + e.getMessage(), e);
        }
    }

    /** Judges a stored input again before it is run: it may be older than the rules. */
    public void revalidate(RegisteredTask task, AnyTask<?, ?> bean, @Nullable Object input) {
        beanValidation.check(task.id(), input);
        if (task.traits().validates()) {
            Bodies.validate(bean, input);
        }
    }
}
