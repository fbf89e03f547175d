package dev.durable.engine;

import dev.durable.AnyTask;
import dev.durable.CancelAnswer;
import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
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
}
