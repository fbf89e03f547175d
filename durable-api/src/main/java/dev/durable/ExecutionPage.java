package dev.durable;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list of executions.
 *
 * @param executions the executions, without outputs, in the descending order of their ids: the newest first, but for
 *     ids that callers chose
 * @param next where the next page begins; empty if this is the last one
 */
public record ExecutionPage(List<TaskExecution<Void>> executions, Optional<ExecutionId> next) {

    public ExecutionPage {
        executions = List.copyOf(executions);
    }
}
