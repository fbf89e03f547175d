package dev.durable;

import java.util.Optional;

/**
 * Who is running: handed to each attempt. Valid on any thread, while the attempt lasts.
 *
 * <p>The two signals ask; they are followed by an interrupt of the body's thread when an execution is cancelled, has
 * run out of time, or its server has lost its lease. A result that comes after that is refused.
 */
public interface TaskContext {

    /** The running execution. */
    ExecutionId executionId();

    /** The id of its task. */
    String taskId();

    /** The execution at the top of the tree; the running one itself if it has no parent. */
    ExecutionId rootId();

    /** The execution that spawned this one. */
    Optional<ExecutionId> parentId();

    /** The number of this attempt, from 1. An attempt repeated because its server died keeps its number. */
    int attempt();

    /** The number of the iteration of a {@link LoopTask}, from 1; 1 elsewhere. */
    int iteration();

    /** Why the attempt before this one failed. */
    Optional<TaskError> previousError();

    /**
     * Whether this attempt should end: its execution was cancelled, its time is over, or its server has lost the
     * right to run it. Stays false otherwise, after the end of the attempt as well.
     */
    boolean cancelRequested();

    /**
     * Whether the server is stopping. A body that ends soon is waited for; one that does not is interrupted and its
     * execution runs again elsewhere, its attempt not counted.
     */
    boolean shutdownRequested();
}
