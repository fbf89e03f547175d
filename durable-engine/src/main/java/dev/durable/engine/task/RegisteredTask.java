package dev.durable.engine.task;

import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.ParentPolicy;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A task as this server runs it: what the bean declares, with the options that are in force here.
 *
 * @param id the id under which its executions are stored
 * @param beanClass the class that applications enqueue by
 * @param form how it is written
 * @param types what it takes and returns
 * @param policy how its executions are advanced as parents; null unless it is a {@link TaskForm#PARENT}
 * @param options the annotated options with the configured ones over them
 * @param traits what else is known of it
 * @param bean access to the bean
 */
public record RegisteredTask(
        String id,
        Class<?> beanClass,
        TaskForm form,
        Types types,
        @Nullable ParentPolicy policy,
        TaskOptions options,
        Traits traits,
        TaskBean bean) {

    /**
     * What a task takes and returns.
     *
     * @param input what it is enqueued with, or a {@link dev.durable.Finished} if it combines another task's children
     * @param intermediate what a parent's body returns beside its children, or what an iteration of a loop hands to the
     *     next one; null elsewhere
     * @param output what it ends with
     */
    public record Types(Type input, @Nullable Type intermediate, Type output) {}

    /**
     * What else is known of a task. What a bean does not override need not be asked of an instance.
     *
     * @param enabled whether this server claims its executions
     * @param validates whether the bean has a validator of its own
     * @param plansAttempts whether the bean says what single attempts do differently
     * @param transactional whether the body runs in a transaction, and its completion is written there
     */
    public record Traits(boolean enabled, boolean validates, boolean plansAttempts, boolean transactional) {}
}
