package dev.durable.spi;

import dev.durable.ExecutionId;
import dev.durable.ExecutionQuery;
import dev.durable.TaskStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads without locking. Joins the caller's transaction if there is one, and then sees what it has not committed. */
public interface TaskExecutionViews {

    /** One row with its payloads. */
    Optional<StoredExecution> find(ExecutionId id);

    /** Where these executions stand; those that do not exist are left out. */
    Map<ExecutionId, Standing> standings(Collection<ExecutionId> ids);

    /** The children of a parent with their payloads, in the order of spawning, the combine step left out. */
    List<StoredExecution> children(ExecutionId parentId);

    /** The one relative that a parent has at this place, with its payloads. */
    Optional<StoredExecution> related(ExecutionId parentId, Role role, int index);

    /** The execution of a task that sleeps under a key, or else the latest one that did; without payloads. */
    Optional<StoredExecution> sleeper(String taskId, String key);

    /** The attempts of an execution that were followed by another one, oldest first. */
    List<StoredAttempt> attempts(ExecutionId id);

    /** A page of executions, without payloads and stack traces. */
    List<StoredExecution> list(Listing listing);

    /** How many executions there are. */
    long count(ExecutionQuery query);

    /** What health reports. */
    Figures figures();

    /**
     * Compares the database with what this store needs.
     *
     * @throws dev.durable.StoreException if the schema is missing or of another version, saying which is there and
     *     which is needed
     */
    void checkSchema();

    /**
     * Where an execution stands.
     *
     * @param status its status
     * @param token its current claim
     */
    record Standing(TaskStatus status, long token) {}

    /**
     * What health reports. Counting ends at {@value #MOST}, so that to ask costs little however long the queue is: that
     * number means at least so many.
     *
     * @param running executions claimed by any executor
     * @param ready executions due and not claimed
     * @param oldestReady for how long the oldest of those has been due; zero if there is none
     * @param nextDeadline how long until the next deadline of an unfinished execution, zero or less if it has passed;
     *     empty if none has one
     */
    record Figures(long running, long ready, Duration oldestReady, Optional<Duration> nextDeadline) {

        /** What counting ends at. */
        public static final int MOST = 10_000;
    }
}
