package dev.durable.engine.lifecycle;

import dev.durable.TaskError;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of an attempt. */
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
     * @param runOutput its encoded value for the combine step
     * @param policy how the parent is advanced
     * @param children what to insert; may be none, but in a sequence
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
     * @param options what decides about another attempt
     * @param retryAfter the delay before another attempt where the attempt itself says so; null as the options say
     */
    record Failed(
            TaskError error, TaskOptions options, @Nullable Duration retryAfter) implements RunOutcome {

        private static final Duration LONGEST = Duration.ofHours(24);

        public Failed {
            if (retryAfter != null) {
                retryAfter = retryAfter.isNegative()
                        ? Duration.ZERO
                        : retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter;
            }
        }

        /** Another attempt, if any, follows as the options say. */
        public Failed(TaskError error, TaskOptions options) {
            this(error, options, null);
        }
    }

    /**
     * An iteration returned, and another one follows.
     *
     * @param state the encoded value that the next one is handed
     * @param delay how long until it is due
     */
    record Iterated(String state, Duration delay) implements RunOutcome {}

    /**
     * The outcome is stored already, in the transaction that the body ran in.
     *
     * @param written what was written
     */
    record Stored(Written written) implements RunOutcome {}

    /**
     * The execution goes to sleep.
     *
     * @param key the key under which it is woken up
     * @param longest how long it sleeps at most
     */
    record Sleeps(String key, Duration longest) implements RunOutcome {}

    /**
     * The attempt was not made, or was broken off by the server: it does not count.
     *
     * @param dueIn how long until the execution may be claimed again
     */
    record ClaimReturned(Duration dueIn) implements RunOutcome {

        /** Any server may have it now. */
        public static final ClaimReturned AT_ONCE = new ClaimReturned(Duration.ZERO);
    }
}
