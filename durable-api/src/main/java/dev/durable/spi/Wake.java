package dev.durable.spi;

import dev.durable.ExecutionId;
import dev.durable.TaskError;
import org.jspecify.annotations.Nullable;

/**
 * A call to wake up a sleeping execution.
 *
 * @param taskId the sleeping task
 * @param key the key under which it sleeps; null if the execution is named
 * @param executionId the execution; null if the key is named
 * @param output the encoded output that it completes with; null if it fails
 * @param failure why it fails; null if it completes
 * @param keepForNext whether it waits for the next execution with the key where the latest one has finished
 */
public record Wake(
        String taskId,
        @Nullable String key,
        @Nullable ExecutionId executionId,
        @Nullable String output,
        @Nullable TaskError failure,
        boolean keepForNext) {

    public Wake {
        if ((key == null) == (executionId == null)) {
            throw new IllegalArgumentException("A wake names a key or an execution, one of the two");
        }
    }
}
