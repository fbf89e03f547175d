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

/** What applications call. */
public final class ExecutorClient implements DurableExecutor {

    private final Tasks tasks;
    private final TaskExecutionViews views;
    private final EnqueueCalls enqueuing;
    private final WakeCalls waking;
    private final Handles handles;

    public ExecutorClient(
            Tasks tasks, TaskExecutionViews views, EnqueueCalls enqueuing, WakeCalls waking, Handles handles) {
        this.tasks = tasks;
        this.views = views;
        this.enqueuing = enqueuing;
        this.waking = waking;
        this.handles = handles;
    }

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
        return enqueuing.all(task, inputs, options);
    }

    @Override
    public <I, O> TaskHandle<O> enqueue(
            ExecutionId id, Class<? extends AnyTask<I, O>> task, I input, EnqueueOptions options) {
        return enqueuing.chosen(id, task, input, options);
    }

    @Override
    public TaskHandle<?> retry(ExecutionId id) {
        return enqueuing.again(id);
    }

    @Override
    public <O> WakeAnswer wakeUp(Class<? extends SleepingTask<?, O>> task, String key, WakeUp<? extends O> wakeUp) {
        return waking.byKey(task, key, wakeUp);
    }

    @Override
    public <O> WakeAnswer wakeUp(Class<? extends SleepingTask<?, O>> task, ExecutionId id, WakeUp<? extends O> wakeUp) {
        return waking.byId(task, id, wakeUp);
    }

    @Override
    public List<TaskAttempt> attempts(ExecutionId id) {
        return handles.attempts(id);
    }

    @Override
    public ExecutionPage list(ExecutionQuery query, int limit, Optional<ExecutionId> from) {
        return handles.listings().list(query, limit, from);
    }

    @Override
    public long count(ExecutionQuery query) {
        return handles.listings().count(query);
    }

    @Override
    public <O> TaskHandle<O> handle(Class<? extends AnyTask<?, O>> task, ExecutionId id) {
        RegisteredTask registered = tasks.byClass(task);
        StoredExecution row = views.find(id).orElseThrow(() -> Handles.notFound(id));
        if (!row.taskId().equals(registered.id())) {
            throw new ExecutionNotFoundException(
                    "Execution " + id + " is of task " + row.taskId() + ", not of " + registered.id());
        }
        return handles.of(registered, id);
    }

    @Override
    public Optional<TaskExecution<Void>> find(ExecutionId id) {
        return views.find(id).map(handles::withoutOutput);
    }

    @Override
    public CancelAnswer cancel(ExecutionId id) {
        return handles.cancel(id);
    }
}
