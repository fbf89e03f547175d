package dev.durable.engine.lifecycle;

import static dev.durable.TaskStatus.CANCELLED;
import static dev.durable.TaskStatus.CHILDREN_FAILED;
import static dev.durable.TaskStatus.COMBINE_FAILED;
import static dev.durable.TaskStatus.COMPLETED;
import static dev.durable.TaskStatus.FAILED;
import static dev.durable.TaskStatus.READY;
import static dev.durable.TaskStatus.RUNNING;
import static dev.durable.TaskStatus.SLEEPING;
import static dev.durable.TaskStatus.TIMED_OUT;
import static dev.durable.TaskStatus.WAITING_FOR_CHILDREN;
import static dev.durable.TaskStatus.WAITING_FOR_COMBINE;

import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Every allowed transition of an execution; there are no others. The diagram in the documentation is drawn from this table.
 */
public enum Transition {
    /** An executor takes it. The store makes this move; it is here to be part of the table. */
    CLAIM(RUNNING, "claim", READY),
    /** The attempt failed, and another follows. */
    RETRY(READY, "write back", RUNNING),
    /** Its executor returns its claim; the attempt is not counted. */
    RETURN_CLAIM(READY, "write back, shutdown", RUNNING),
    /** Its executor died; the attempt is not counted, the crash is. */
    RESCUE(READY, "rescue", RUNNING),
    /** The body of a parent has returned with children. */
    SPAWN(WAITING_FOR_CHILDREN, "write back", RUNNING),
    /** A step of a sequence has completed, and the next one is inserted. */
    STEP(WAITING_FOR_CHILDREN, "write back, close", WAITING_FOR_CHILDREN),
    /** An iteration of a loop is over, and another one follows. */
    ITERATE(READY, "write back", RUNNING),
    /** A sleeping task whose key was not known, or that was not due, when it was inserted. */
    SLEEP(SLEEPING, "write back", RUNNING),
    /** The children have finished, or there were none, and the combine step is due. */
    COMBINE(WAITING_FOR_COMBINE, "write back, close", RUNNING, WAITING_FOR_CHILDREN),
    /** It has its output. */
    COMPLETE(COMPLETED, "write back, close", RUNNING, WAITING_FOR_COMBINE),
    /**
     * The children have finished, and there is no combine step: their outcomes, or the last one's output, are its
     * own.
     */
    GATHER(COMPLETED, "write back, close", WAITING_FOR_CHILDREN),
    /** A caller wakes it up with an output. */
    WAKE(COMPLETED, "wake", READY, RUNNING, SLEEPING),
    /** A caller wakes it up with a failure. */
    REPORT(FAILED, "wake", READY, RUNNING, SLEEPING),
    /** The last attempt failed, or crashed too often. */
    FAIL(FAILED, "write back, rescue", RUNNING),
    /** The last attempt took too long. */
    TIME_OUT(TIMED_OUT, "write back, rescue", RUNNING),
    /** Its deadline has passed, or it was not woken up in time. */
    PASS_DEADLINE(TIMED_OUT, "deadlines", READY, RUNNING, SLEEPING, WAITING_FOR_CHILDREN, WAITING_FOR_COMBINE),
    /** A child did not complete, and the policy is to fail fast. */
    FAIL_CHILDREN(CHILDREN_FAILED, "write back, close", WAITING_FOR_CHILDREN),
    /** The combine step did not complete. */
    FAIL_COMBINE(COMBINE_FAILED, "write back, close", WAITING_FOR_COMBINE),
    /** A caller wants it, or its parent has finished without it. */
    CANCEL(CANCELLED, "cancel, close", READY, RUNNING, SLEEPING, WAITING_FOR_CHILDREN, WAITING_FOR_COMBINE);

    private final TaskStatus target;
    private final String madeBy;
    private final Set<TaskStatus> sources;

    Transition(TaskStatus target, String madeBy, TaskStatus first, TaskStatus... others) {
        this.target = target;
        this.madeBy = madeBy;
        this.sources = EnumSet.of(first, others);
    }

    /** Where it leads. */
    public TaskStatus target() {
        return target;
    }

    /** Who makes it. */
    public String madeBy() {
        return madeBy;
    }

    /** Where it may start. */
    public Set<TaskStatus> sources() {
        return EnumSet.copyOf(sources);
    }

    /** Whether it may start there. */
    public boolean allowedFrom(TaskStatus status) {
        return sources.contains(status);
    }

    /**
     * The one door to a change of status.
     *
     * @throws IllegalStateException if the move is not allowed: a fault of the caller, never of user code
     */
    Change of(StoredExecution row) {
        check(row);
        return Change.to(target);
    }

    /**
     * {@link #SLEEP}, with what only sleeping takes.
     *
     * @throws IllegalStateException as {@link #of}
     */
    static Change sleep(StoredExecution row, String key, Duration longest) {
        SLEEP.check(row);
        return Change.toSleep(key, longest);
    }

    private void check(StoredExecution row) {
        if (!allowedFrom(row.status())) {
            throw new IllegalStateException(
                    name() + " is not allowed from " + row.status() + ", at execution " + row.id());
        }
    }
}
