package dev.durable.engine;

import dev.durable.AnyTask;
import dev.durable.CancelAnswer;
import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.ExecutionPage;
import dev.durable.ExecutionQuery;
import dev.durable.SleepingTask;
import dev.durable.TaskAttempt;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * What applications inject. It is not transactional itself: an exception that leaves a transactional bean would mark
 * the caller's transaction for rollback, and a refused call must leave it usable.
 */
@ApplicationScoped
public class DurableExecutorBean implements DurableExecutor {

    @Inject
    private DurableEngine engine;

    @Override
    public <I, O> TaskHandle<O> enqueue(Class<? extends AnyTask<I, O>> task, I input) {
        return engine.client().enqueue(task, input);
    }

    @Override
    public <I, O> TaskHandle<O> enqueue(Class<? extends AnyTask<I, O>> task, I input, EnqueueOptions options) {
        return engine.client().enqueue(task, input, options);
    }

    @Override
    public <I, O> List<TaskHandle<O>> enqueueAll(
            Class<? extends AnyTask<I, O>> task, List<? extends I> inputs, EnqueueOptions options) {
        return engine.client().enqueueAll(task, inputs, options);
    }

    @Override
    public <O> TaskHandle<O> handle(Class<? extends AnyTask<?, O>> task, ExecutionId id) {
        return engine.client().handle(task, id);
    }

    @Override
    public Optional<TaskExecution<Void>> find(ExecutionId id) {
        return engine.client().find(id);
    }

    @Override
    public CancelAnswer cancel(ExecutionId id) {
        return engine.client().cancel(id);
    }

    @Override
    public <I, O> TaskHandle<O> enqueue(
            ExecutionId id, Class<? extends AnyTask<I, O>> task, I input, EnqueueOptions options) {
        return engine.client().enqueue(id, task, input, options);
    }

    @Override
    public TaskHandle<?> retry(ExecutionId id) {
        return engine.client().retry(id);
    }

    @Override
    public <O> WakeAnswer wakeUp(Class<? extends SleepingTask<?, O>> task, String key, WakeUp<? extends O> wakeUp) {
        return engine.client().wakeUp(task, key, wakeUp);
    }

    @Override
    public <O> WakeAnswer wakeUp(Class<? extends SleepingTask<?, O>> task, ExecutionId id, WakeUp<? extends O> wakeUp) {
        return engine.client().wakeUp(task, id, wakeUp);
    }

    @Override
    public List<TaskAttempt> attempts(ExecutionId id) {
        return engine.client().attempts(id);
    }

    @Override
    public ExecutionPage list(ExecutionQuery query, int limit, Optional<ExecutionId> from) {
        return engine.client().list(query, limit, from);
    }

    @Override
    public long count(ExecutionQuery query) {
        return engine.client().count(query);
    }
}
