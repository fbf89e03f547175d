package dev.durable.engine.client;

import dev.durable.AnyTask;
import dev.durable.CancelAnswer;
import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.ExecutionNotFoundException;
import dev.durable.ExecutionPage;
import dev.durable.ExecutionQuery;
import dev.durable.SleepingTask;
import dev.durable.TaskAttempt;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.Tasks;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionViews;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What applications call: each method goes to the part of the running engine that does it. */
public abstract class ExecutorClient implements DurableExecutor {

    /**
     * What does the work for callers while an engine runs.
     *
     * @param tasks the tasks of the application
     * @param views where executions are looked up
     * @param enqueuing stores what callers enqueue
     * @param waking wakes up sleeping executions
     * @param handles makes handles, and does what they ask
     */
    public record Parts(
            Tasks tasks, TaskExecutionViews views, EnqueueCalls enqueuing, WakeCalls waking, Handles handles) {}

    /**
     * The parts of the engine that runs now: asked at each call, for an engine starts late and stops early.
     *
     * @throws dev.durable.StoreException if none runs
     */
    protected abstract Parts running();

    @Override
    public <I, O> TaskHandle<O> enqueue(Class<? extends AnyTask<I, O>> task, I input) {
        return enqueue(task, input, EnqueueOptions.none());
    }

    @Override
    public <I, O> TaskHandle<O> enqueue(Class<? extends AnyTask<I, O>> task, I input, EnqueueOptions options) {
        return enqueueAll(task, Collections.singletonList(input), options).get(0);
    }

    @Override
    public <I, O> List<TaskHandle<O>> enqueueAll(
            Class<? extends AnyTask<I, O>> task, List<? extends I> inputs, EnqueueOptions options) {
        return running().enqueuing().all(task, inputs, options);
    }

    @Override
    public <I, O> TaskHandle<O> enqueue(
            ExecutionId id, Class<? extends AnyTask<I, O>> task, I input, EnqueueOptions options) {
        return running().enqueuing().chosen(id, task, input, options);
    }

    @Override
    public TaskHandle<?> retry(ExecutionId id) {
        return running().enqueuing().again(id);
    }

    @Override
    public <O> WakeAnswer wakeUp(Class<? extends SleepingTask<?, O>> task, String key, WakeUp<? extends O> wakeUp) {
        return running().waking().byKey(task, key, wakeUp);
    }

    @Override
    public <O> WakeAnswer wakeUp(Class<? extends SleepingTask<?, O>> task, ExecutionId id, WakeUp<? extends O> wakeUp) {
        return running().waking().byId(task, id, wakeUp);
    }

    @Override
    public List<TaskAttempt> attempts(ExecutionId id) {
        return running().handles().attempts(id);
    }

    @Override
    public ExecutionPage list(ExecutionQuery query, int limit, Optional<ExecutionId> from) {
        return running().handles().listings().list(query, limit, from);
    }

    @Override
    public long count(ExecutionQuery query) {
        return running().handles().listings().count(query);
    }

    @Override
    public <O> TaskHandle<O> handle(Class<? extends AnyTask<?, O>> task, ExecutionId id) {
        Parts parts = running();
        RegisteredTask registered = parts.tasks().byClass(task);
        StoredExecution row = parts.views().find(id).orElseThrow(() -> Handles.notFound(id));
        if (!row.taskId().equals(registered.id())) {
            throw new ExecutionNotFoundException(
                    "Execution " + id + " is of task " + row.taskId() + ", not of " + registered.id());
        }
        return parts.handles().of(registered, id);
    }

    @Override
    public Optional<TaskExecution<Void>> find(ExecutionId id) {
        Parts parts = running();
        return parts.views().find(id).map(parts.handles()::withoutOutput);
    }

    @Override
    public CancelAnswer cancel(ExecutionId id) {
        return running().handles().cancel(id);
    }
}
