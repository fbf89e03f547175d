package dev.durable.engine.run;

import dev.durable.ExecutionId;
import dev.durable.TaskContext;
import dev.durable.TaskError;
import dev.durable.spi.StoredExecution;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What a body is told about itself. */
final class AttemptContext implements TaskContext {

    private final Attempt attempt;
    private final BooleanSupplier stopping;

    AttemptContext(Attempt attempt, BooleanSupplier stopping) {
        this.attempt = attempt;
        this.stopping = stopping;
    }

    private StoredExecution execution() {
        return attempt.execution();
    }

    @Override
    public ExecutionId executionId() {
        return execution().id();
    }

    @Override
    public String taskId() {
        return execution().taskId();
    }

    @Override
    public ExecutionId rootId() {
        return execution().lineage().rootId();
    }

    @Override
    public Optional<ExecutionId> parentId() {
        return Optional.ofNullable(execution().lineage().parentId());
    }

    @Override
    public int attempt() {
        return execution().claim().attempt();
    }

    @Override
    public int iteration() {
        return execution().claim().iteration();
    }

    @Override
    public Optional<TaskError> previousError() {
        return Optional.ofNullable(execution().error());
    }

    @Override
    public boolean cancelRequested() {
        return attempt.cancelRequested();
    }

    @Override
    public boolean shutdownRequested() {
        return stopping.getAsBoolean();
    }
}
