package dev.durable.example.intake;

import dev.durable.AnyTask;
import dev.durable.DurableExecutor;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Remembers what the application asks of the engine, and answers what a test has set. */
final class FakeExecutor {

    /** What was enqueued. */
    final List<Class<?>> enqueued = new ArrayList<>();

    /** What was woken up, by its key, and how. */
    final Map<String, WakeUp<?>> wakes = new HashMap<>();

    WakeAnswer answer = new WakeAnswer.Pending();

    private final Map<ExecutionId, TaskExecution<Void>> executions = new HashMap<>();

    void put(UUID id, TaskStatus status, TaskExecution.Progress progress) {
        ExecutionId executionId = new ExecutionId(id);
        executions.put(executionId, execution(executionId, status, Optional.empty(), progress));
    }

    static TaskExecution<Void> execution(
            ExecutionId id, TaskStatus status, Optional<TaskError> error, TaskExecution.Progress progress) {
        return new TaskExecution<>(
                id,
                "catalogueIntake",
                id,
                Optional.empty(),
                status,
                1,
                null,
                error,
                progress,
                new TaskExecution.Times(Instant.EPOCH, Instant.EPOCH, Optional.empty(), Optional.empty()),
                new TaskExecution.Details(1, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    DurableExecutor executor() {
        return proxy(DurableExecutor.class, (method, arguments) -> switch (method) {
            case "enqueue" -> enqueue((Class<?>) arguments[0]);
            case "wakeUp" -> wake((String) arguments[1], (WakeUp<?>) arguments[2]);
            case "find" -> Optional.ofNullable(executions.get((ExecutionId) arguments[0]));
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private TaskHandle<?> enqueue(Class<?> task) {
        enqueued.add(task.asSubclass(AnyTask.class));
        ExecutionId id = new ExecutionId(UUID.randomUUID());
        return proxy(TaskHandle.class, (method, arguments) -> id);
    }

    private WakeAnswer wake(String key, WakeUp<?> wakeUp) {
        wakes.put(key, wakeUp);
        return answer;
    }

    private interface Call {
        Object answer(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.answer(method.getName(), arguments)));
    }
}
