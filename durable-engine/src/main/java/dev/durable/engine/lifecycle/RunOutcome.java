package dev.durable.engine.lifecycle;

import dev.durable.TaskError;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an attempt came to. */
public sealed interface RunOutcome {

    /**
     * The body returned.
     *
     * @param output its encoded output
     */
    record Completed(@Nullable String output) implements RunOutcome {}

    /**
     * The body of a parent returned.
     *
     * @param runOutput its encoded value for the combining step
     * @param policy how the parent is advanced
     * @param children what to insert; may be none
     */
    record Spawned(@Nullable String runOutput, ParentPolicy policy, List<NewExecution> children) implements RunOutcome {

        public Spawned {
            children = List.copyOf(children);
        }
    }

    /**
     * The attempt failed, or took too long.
     *
     * @param error why
     * @param options what decides about another attempt; empty options allow none
     */
    record Failed(TaskError error, TaskOptions options) implements RunOutcome {}

    /**
     * The attempt was not made, or was broken off by the server: it does not count.
     *
     * @param dueIn how long until the execution may be claimed again
     */
    record HandedBack(Duration dueIn) implements RunOutcome {

        /** Any server may have it now. */
        public static final HandedBack AT_ONCE = new HandedBack(Duration.ZERO);
    }
}
