package dev.durable.engine.discovery;

import jakarta.enterprise.inject.spi.Extension;
import org.jspecify.annotations.Nullable;

/**
 * Collects the beans annotated with {@link dev.durable.Task} in every archive of the application, and judges them when
 * all are known: what is wrong stops the deployment with one message that lists every problem.
 */
public class TaskExtension implements Extension {

    private @Nullable TaskRegistry registry;

    /**
     * The tasks of this application.
     *
     * @throws IllegalStateException before the deployment has been validated
     */
    public TaskRegistry registry() {
        TaskRegistry found = registry;
        if (found == null) {
            throw new IllegalStateException("The tasks of this application are known once it has been validated");
        }
        return found;
    }
}
