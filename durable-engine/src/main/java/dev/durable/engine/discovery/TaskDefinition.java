package dev.durable.engine.discovery;

import dev.durable.AnyTask;
import dev.durable.engine.lifecycle.DeclaredOptions;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.ParentPolicy;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A deployed task. Its types have no variables left.
 *
 * @param id the name under which its executions are stored
 * @param beanClass the class that carries the annotation
 * @param form how it is written
 * @param input what it takes
 * @param intermediate what the body of a parent returns beside its children, or what an iteration of a loop hands on; null
 *     for other forms
 * @param output what it returns
 * @param options the options as annotated
 * @param policy how a parent is advanced; null unless it is a {@link TaskForm#PARENT}
 * @param transactional whether its body runs in a transaction, and its completion is written there
 * @param instances gives a new contextual reference at each call
 */
public record TaskDefinition(
        String id,
        Class<? extends AnyTask<?, ?>> beanClass,
        TaskForm form,
        Type input,
        @Nullable Type intermediate,
        Type output,
        TaskOptions options,
        @Nullable ParentPolicy policy,
        boolean transactional,
        Supplier<TaskInstance> instances) {

    public TaskDefinition {
        boolean parent = form == TaskForm.PARENT;
        if ((parent || form == TaskForm.LOOP) != (intermediate != null) || parent != (policy != null)) {
            throw new IllegalArgumentException(
                    "A parent has an intermediate type and a policy, a loop has a state: " + id);
        }
    }

    /** Opens a reference for one attempt, on the thread and in the contexts of that attempt. Close it afterwards. */
    public TaskInstance open() {
        return instances.get();
    }

    /** The options beside what else is declared. */
    public DeclaredOptions declaredOptions() {
        return new DeclaredOptions(form, transactional, options);
    }

    /**
     * Whether {@code @Transactional} makes the body commit what it does before its outcome is stored, although the task
     * could have both in one transaction.
     */
    public boolean commitsBeforeOutcome() {
        return !transactional
                && DeclaredForm.of(form).transactions(beanClass).anyMatch(DeclaredForm.BodyTransaction::begins);
    }
}
