package dev.durable.engine.discovery;

import dev.durable.Task;
import java.util.function.Supplier;

/**
 * A bean that is annotated as a task, not judged yet.
 *
 * @param beanClass its class
 * @param task its annotation
 * @param instances opens contextual references to it
 */
record TaskCandidate(Class<?> beanClass, Task task, Supplier<TaskInstance> instances) {

    String name() {
        return beanClass.getName();
    }
}
