package dev.durable.engine.execution;

import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.ParentPolicy;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A task as this server runs it: what the bean declares, with the options that are in force here.
 *
 * @param id the id under which its executions are stored
 * @param beanClass the class that applications enqueue by
 * @param types what it takes and returns
 * @param policy how its executions are advanced as parents; null if it spawns nothing
 * @param options the annotated options with the configured ones over them
 * @param enabled whether this server claims its executions
 * @param validates whether the bean has a validator of its own
 * @param bean access to the bean
 */
public record RegisteredTask(
        String id,
        Class<?> beanClass,
        Types types,
        @Nullable ParentPolicy policy,
        TaskOptions options,
        boolean enabled,
        boolean validates,
        TaskBean bean) {

    /**
     * What a task takes and returns.
     *
     * @param input what it is enqueued with
     * @param runOutput what a parent's body returns beside its children; null unless it is a parent
     * @param output what it ends with
     * @param combined the input and the run output of the parent that this task combines, be it by its own method or
     *     as the task that another parent names; null if it combines nothing
     */
    public record Types(
            Type input,
            @Nullable Type runOutput,
            Type output,
            @Nullable Combined combined) {}

    /**
     * The types of the parent that a combining step works on.
     *
     * @param input what the parent was enqueued with
     * @param runOutput what its body returned beside its children
     */
    public record Combined(Type input, Type runOutput) {}

    /** Whether its body spawns children. */
    public boolean spawns() {
        return policy != null;
    }
}
