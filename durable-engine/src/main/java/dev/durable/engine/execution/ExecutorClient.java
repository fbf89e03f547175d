package dev.durable.engine.execution;

import dev.durable.AnyTask;
import dev.durable.CancelAnswer;
import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.ExecutionNotFoundException;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What applications call. */
public final class ExecutorClient implements DurableExecutor {

    private final Tasks tasks;
    private final Enqueuer enqueuer;
    private final TaskExecutionStore store;
    private final CallerTransaction transaction;
    private final Signals signals;
    private final Handles handles;

    public ExecutorClient(
            Tasks tasks,
            Enqueuer enqueuer,
            TaskExecutionStore store,
            CallerTransaction transaction,
            Signals signals,
            Handles handles) {
        this.tasks = tasks;
        this.enqueuer = enqueuer;
        this.store = store;
        this.transaction = transaction;
        this.signals = signals;
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
        RegisteredTask registered = tasks.byClass(task);
        List<NewExecution> rows = new ArrayList<>(inputs.size());
        for (I input : inputs) {
            rows.add(enqueuer.root(registered, input, options));
        }
        store.insert(rows);
        // Before the commit nobody could claim the rows, and after a rollback there are none: so the signal waits.
        transaction.afterCommit(() -> signals.raise(Signals.Kind.CLAIM));
        return rows.stream().map(row -> handles.<O>of(registered, row.id())).toList();
    }

    @Override
    public <O> TaskHandle<O> handle(Class<? extends AnyTask<?, O>> task, ExecutionId id) {
        RegisteredTask registered = tasks.byClass(task);
        StoredExecution row = store.views().find(id).orElseThrow(() -> Handles.notFound(id));
        if (!row.taskId().equals(registered.id())) {
            throw new ExecutionNotFoundException(
                    "Execution " + id + " is of task " + row.taskId() + ", not of " + registered.id());
        }
        return handles.of(registered, id);
    }

    @Override
    public Optional<TaskExecution<Void>> find(ExecutionId id) {
        return store.views().find(id).map(handles::withoutOutput);
    }

    @Override
    public CancelAnswer cancel(ExecutionId id) {
        return handles.cancel(id);
    }
}
