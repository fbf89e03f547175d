package dev.durable.engine.client;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.ExecutionNotFoundException;
import dev.durable.SleepingTask;
import dev.durable.TaskError;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import dev.durable.engine.lifecycle.ErrorText;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.signal.AfterCommit;
import dev.durable.engine.signal.Signals;
import dev.durable.engine.task.CallerTransaction;
import dev.durable.engine.task.Payloads;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.Tasks;
import dev.durable.engine.task.WakeKeys;
import dev.durable.spi.Command;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Wake;
import dev.durable.spi.Woken;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wakes up sleeping executions on behalf of a caller: at once, or as a command that is part of its transaction. */
public final class WakeCalls {

    private final Tasks tasks;
    private final Payloads payloads;
    private final TaskExecutionStore store;
    private final CallerTransaction transaction;
    private final Applying applying;

    /**
     * How wakes are applied.
     *
     * @param lifecycle what they do to a row
     * @param retention how long one is kept that comes too early
     * @param signals who is told of commands
     * @param effects what follows on this server
     */
    public record Applying(Lifecycle lifecycle, Duration retention, Signals signals, AfterCommit afterCommit) {}

    public WakeCalls(
            Tasks tasks,
            Payloads payloads,
            TaskExecutionStore store,
            CallerTransaction transaction,
            Applying applying) {
        this.tasks = tasks;
        this.payloads = payloads;
        this.store = store;
        this.transaction = transaction;
        this.applying = applying;
    }

    <O> WakeAnswer byKey(Class<? extends SleepingTask<?, O>> task, String key, WakeUp<? extends O> wakeUp) {
        if (!WakeKeys.allowed(key)) {
            throw new IllegalArgumentException("A key has 1 to " + WakeKeys.LONGEST
                    + " characters that can be stored, not " + (key == null ? "none" : key.length()));
        }
        RegisteredTask registered = tasks.byClass(task);
        return apply(wake(registered, key, null, wakeUp));
    }

    <O> WakeAnswer byId(Class<? extends SleepingTask<?, O>> task, ExecutionId id, WakeUp<? extends O> wakeUp) {
        RegisteredTask registered = tasks.byClass(task);
        return apply(wake(registered, null, id, wakeUp));
    }

    private Wake wake(RegisteredTask task, @Nullable String key, @Nullable ExecutionId id, WakeUp<?> wakeUp) {
        String failure = wakeUp.failure();
        return new Wake(
                task.id(),
                key,
                id,
                wakeUp.isCompleted() ? payloads.wakeOutput(task, wakeUp.output()) : null,
                failure == null ? null : TaskError.of(ErrorKind.REPORTED, ErrorText.shortened(failure)),
                key != null && wakeUp.isKeptForNext());
    }

    private WakeAnswer apply(Wake wake) {
        return transaction.active() ? command(wake) : now(wake);
    }

    /** Inside a transaction only a row is inserted, as for a command to cancel. */
    private WakeAnswer command(Wake wake) {
        Optional<StoredExecution> found = find(wake);
        if (found.isPresent() && found.get().status().finished() && !wake.keepForNext()) {
            return new WakeAnswer.AlreadyFinished(found.get().status());
        }
        store.submit(List.of(new Command.WakeUp(wake)));
        transaction.afterCommit(() -> applying.signals().raise(Signals.Kind.COMMAND));
        return new WakeAnswer.Pending();
    }

    private Optional<StoredExecution> find(Wake wake) {
        String key = wake.key();
        return key != null ? store.views().sleeper(wake.taskId(), key) : Optional.of(named(wake));
    }

    private StoredExecution named(Wake wake) {
        ExecutionId id = Objects.requireNonNull(wake.executionId(), "a wake without a key names an execution");
        return ofTask(wake, store.views().find(id).orElseThrow(() -> Handles.notFound(id)));
    }

    private WakeAnswer now(Wake wake) {
        Woken woken =
                store.wake(wake, applying.retention(), applying.lifecycle().wake());
        applying.afterCommit().of(woken.written());
        if (woken.kept()) {
            // An execution that begins to sleep at this moment has not seen it, nor been seen: the next delivery finds
            // both.
            applying.signals().raise(Signals.Kind.COMMAND);
            return new WakeAnswer.Kept();
        }
        StoredExecution found = ofTask(
                wake,
                woken.found()
                        .orElseThrow(
                                () -> new ExecutionNotFoundException("There is no execution " + wake.executionId())));
        if (found.status().finished()) {
            return new WakeAnswer.AlreadyFinished(found.status());
        }
        if (woken.written().changed().isEmpty()) {
            throw new IllegalStateException("Execution " + found.id() + " is " + found.status()
                    + ", as no execution of a sleeping task is: it is older than this task under its id");
        }
        return new WakeAnswer.Woken();
    }

    private static StoredExecution ofTask(Wake wake, StoredExecution found) {
        if (!found.taskId().equals(wake.taskId())) {
            throw new ExecutionNotFoundException(
                    "Execution " + found.id() + " is of task " + found.taskId() + ", not of " + wake.taskId());
        }
        return found;
    }
}
