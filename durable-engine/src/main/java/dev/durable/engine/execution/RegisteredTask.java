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
     * @param input what it is enqueued with, or a {@link dev.durable.Finished} if it combines another task's children
     * @param runOutput what a parent's body returns beside its children; null unless it is a parent
     * @param output what it ends with
     */
    public record Types(Type input, @Nullable Type runOutput, Type output) {}

    /** Whether its body spawns children. */
    public boolean spawns() {
        return policy != null;
    }
}
