package dev.durable.engine.execution;

import dev.durable.AnyTask;
import dev.durable.DurableException;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.InvalidInputException;
import dev.durable.LimitExceededException;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns what is asked for into rows to insert: one door, with the same checks for callers and for children. */
public final class Enqueuer {

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

    public Enqueuer(Payloads payloads, InputCheck beanValidation, Limits limits, Supplier<ExecutionId> ids) {
        this.payloads = payloads;
        this.beanValidation = beanValidation;
        this.limits = limits;
        this.ids = ids;
    }

    /** A root execution. */
    NewExecution root(RegisteredTask task, @Nullable Object input, EnqueueOptions options) {
        ExecutionId id = ids.get();
        return prepare(task, input, options, id, Lineage.root(id));
    }

    /** A child of the execution that stands at the given place. */
    NewExecution child(
            RegisteredTask task,
            @Nullable Object input,
            EnqueueOptions options,
            ExecutionId parent,
            Lineage place,
            int index) {
        Lineage lineage = place.child(parent, index);
        if (lineage.depth() > limits.depth()) {
            throw new LimitExceededException("A child would be " + lineage.depth()
                    + " levels below its root; allowed are " + limits.depth() + " (durable.max-depth)");
        }
        return prepare(task, input, options, ids.get(), lineage);
    }

    private NewExecution prepare(
            RegisteredTask task, @Nullable Object input, EnqueueOptions given, ExecutionId id, Lineage lineage) {
        TaskOptions options = task.options().with(given);
        List<String> problems = options.problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Options of an execution of task " + task.id() + " are out of range: "
                    + String.join("; ", problems));
        }
        validate(task, input);
        return new NewExecution(id, task.id(), lineage, options.delay(), given, payloads.input(task, input));
    }

    /**
     * Lets Bean Validation and the task's own validator judge an input.
     *
     * @throws InvalidInputException if either refuses it
     */
    private void validate(RegisteredTask task, @Nullable Object input) {
        beanValidation.check(task.id(), input);
        if (!task.validates()) {
            return;
        }
        try {
            task.bean().inCaller(bean -> {
                Bodies.validate(bean, input);
                return null;
            });
        } catch (RuntimeException e) {
            throw e; // a refusal, or a failure that says nothing about the input: both are the caller's to see
        } catch (Exception e) {
            throw new DurableException("The validator of task " + task.id() + " failed: " + e.getMessage(), e);
        }
    }

    /** Judges a stored input again before it is run: it may be older than the rules. */
    void revalidate(RegisteredTask task, AnyTask<?, ?> bean, @Nullable Object input) {
        beanValidation.check(task.id(), input);
        if (task.validates()) {
            Bodies.validate(bean, input);
        }
    }
}
