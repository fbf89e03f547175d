package dev.durable.engine.client;

import dev.durable.AnyTask;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.KeyInUseException;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.UnknownTaskException;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.signal.Signals;
import dev.durable.engine.signal.Telemetry;
import dev.durable.engine.task.CallerTransaction;
import dev.durable.engine.task.ExecutionFactory;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.Tasks;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Stores what callers enqueue, in their transactions. */
public final class EnqueueCalls {

    private final Tasks tasks;
    private final ExecutionFactory enqueuer;
    private final TaskExecutionStore store;
    private final CallerTransaction transaction;
    private final Signals signals;
    private final Handles handles;
    private final Telemetry telemetry;

    public EnqueueCalls(
            Tasks tasks,
            ExecutionFactory enqueuer,
            TaskExecutionStore store,
            CallerTransaction transaction,
            Signals signals,
            Handles handles,
            Telemetry telemetry) {
        this.tasks = tasks;
        this.enqueuer = enqueuer;
        this.store = store;
        this.transaction = transaction;
        this.signals = signals;
        this.handles = handles;
        this.telemetry = telemetry;
    }

    <I, O> List<TaskHandle<O>> all(
            Class<? extends AnyTask<I, O>> task, List<? extends I> inputs, EnqueueOptions options) {
        RegisteredTask registered = tasks.byClass(task);
        List<NewExecution> rows = new ArrayList<>(inputs.size());
        try (Telemetry.Enqueue enqueue = telemetry.enqueuing(registered.id(), inputs.size())) {
            for (I input : inputs) {
                rows.add(enqueuer.root(registered, input, options, enqueuer.newId(), enqueue.traceParent()));
            }
            insert(registered, rows);
            enqueue.stored();
        }
        return rows.stream().map(row -> handles.<O>of(registered, row.id())).toList();
    }

    private void insert(RegisteredTask task, List<NewExecution> rows) {
        if (task.form() == TaskForm.SLEEPING) {
            Set<ExecutionId> inTheWay = store.insertIfAbsent(rows);
            if (!inTheWay.isEmpty()) {
                throw keyInUse(task, rows, inTheWay);
            }
        } else {
            store.insert(rows);
        }
        committed(task);
    }

    /** Before the commit nobody could claim the rows, and after a rollback there are none: so the signal waits. */
    private void committed(RegisteredTask task) {
        transaction.afterCommit(() -> {
            signals.raise(Signals.Kind.CLAIM);
            if (task.form() == TaskForm.SLEEPING) {
                signals.raise(Signals.Kind.COMMAND); // a wake may be kept for it already
            }
        });
    }

    private static KeyInUseException keyInUse(RegisteredTask task, List<NewExecution> rows, Set<ExecutionId> inTheWay) {
        String keys = String.join(
                ", ",
                rows.stream()
                        .filter(row -> inTheWay.contains(row.id()))
                        .limit(10)
                        .map(row -> "\"" + row.wakeKey() + "\"")
                        .toList());
        return new KeyInUseException("Another execution of task " + task.id() + " sleeps under the key " + keys
                + "; nothing was enqueued. The key is free again when that one has ended");
    }

    <I, O> TaskHandle<O> chosen(ExecutionId id, Class<? extends AnyTask<I, O>> task, I input, EnqueueOptions options) {
        RegisteredTask registered = tasks.byClass(task);
        try (Telemetry.Enqueue enqueue = telemetry.enqueuing(registered.id(), 1)) {
            insertChosen(registered, enqueuer.root(registered, input, options, id, enqueue.traceParent()));
            enqueue.stored();
        }
        return handles.of(registered, id);
    }

    private void insertChosen(RegisteredTask task, NewExecution row) {
        if (store.insertIfAbsent(List.of(row)).isEmpty()) {
            committed(task);
            return;
        }
        Optional<StoredExecution> existing = store.views().find(row.id());
        if (existing.isEmpty()) {
            throw keyInUse(task, List.of(row), Set.of(row.id()));
        }
        judge(task, existing.get());
    }

    /** Whether an execution with the chosen id is what the caller would have stored. */
    private static void judge(RegisteredTask task, StoredExecution existing) {
        if (!existing.taskId().equals(task.id())) {
            throw new IllegalArgumentException("Id " + existing.id() + " is that of an execution of task "
                    + existing.taskId() + ", so no execution of task " + task.id() + " can have it");
        }
        if (existing.lineage().role() != Role.ROOT) {
            throw new IllegalArgumentException("Id " + existing.id()
                    + " is that of an execution that has a parent, so nothing that is enqueued can have it");
        }
    }

    TaskHandle<?> again(ExecutionId id) {
        StoredExecution old = store.views().find(id).orElseThrow(() -> Handles.notFound(id));
        if (old.lineage().role() != Role.ROOT) {
            throw new IllegalArgumentException("Execution " + id + " has a parent; only what has none is retried, here "
                    + old.lineage().rootId());
        }
        if (!old.status().finished() || old.status() == TaskStatus.COMPLETED) {
            throw new IllegalArgumentException("Execution " + id + " is " + old.status()
                    + "; only what has finished and has not completed is retried");
        }
        RegisteredTask task = tasks.byId(old.taskId())
                .orElseThrow(() -> new UnknownTaskException(
                        "Execution " + id + " is of task " + old.taskId() + ", which is not deployed here"));
        try (Telemetry.Enqueue enqueue = telemetry.enqueuing(task.id(), 1)) {
            NewExecution row = enqueuer.again(task, old, enqueue.traceParent());
            insert(task, List.of(row));
            enqueue.stored();
            return handles.of(task, row.id());
        }
    }
}
