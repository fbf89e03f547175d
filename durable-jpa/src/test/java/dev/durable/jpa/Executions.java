package dev.durable.jpa;

import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Command;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Wake;
import dev.durable.spi.WakeRule;
import dev.durable.spi.WriteBack;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Short words for what tests do with executions. */
final class Executions {

    static final String TASK = "task";
    static final FamilyRule LEAVE = (parent, ended) -> Optional.empty();
    static final ParentPolicy POLICY = new ParentPolicy(ChildFailurePolicy.COLLECT, TASK);

    /** A parent that waits for its children completes with the last of them. */
    static final FamilyRule COMPLETE_AT_LAST = (parent, ended) -> parent.status() == TaskStatus.WAITING_FOR_CHILDREN
                    && parent.family().unfinished() == 0
            ? Optional.of(Change.to(TaskStatus.COMPLETED)
                    .withOutput("combined")
                    .notified(parent.lineage().parentId() == null))
            : Optional.empty();

    /** What sleeps completes with what it is woken up with. */
    static final WakeRule WAKE = (sleeper, wake) -> sleeper.status() == TaskStatus.SLEEPING
            ? Optional.of(Change.to(TaskStatus.COMPLETED)
                    .withOutput(wake.output())
                    .notified(sleeper.lineage().parentId() == null))
            : Optional.empty();

    private Executions() {}

    static ExecutionId newId() {
        return new ExecutionId(UUID.randomUUID());
    }

    static ExecutorId newExecutor() {
        return new ExecutorId(UUID.randomUUID());
    }

    static NewExecution root() {
        ExecutionId id = newId();
        return at(id, Lineage.root(id));
    }

    static List<NewExecution> roots(int count) {
        return IntStream.range(0, count).mapToObj(i -> root()).toList();
    }

    static List<NewExecution> children(StoredExecution parent, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> at(newId(), parent.lineage().child(parent.id(), i)))
                .toList();
    }

    private static NewExecution at(ExecutionId id, Lineage lineage) {
        return new NewExecution(id, TASK, lineage, Duration.ZERO, EnqueueOptions.none(), "\"input\"");
    }

    static NewExecution sleeper(String key) {
        return root().sleeping(key, Duration.ofHours(1));
    }

    static Wake wake(String key) {
        return new Wake(TASK, key, null, "\"woken\"", null, false);
    }

    static List<Command> cancelling(Collection<ExecutionId> ids) {
        return ids.stream().<Command>map(Command.Cancel::new).toList();
    }

    static List<StoredExecution> claim(TaskExecutionStore store, ExecutorId executor, int limit) {
        return store.claim(query(executor, limit)).executions();
    }

    static ClaimQuery query(ExecutorId executor, int limit) {
        return new ClaimQuery(
                executor,
                "server",
                Map.of(TASK, Duration.ofMinutes(1)),
                Map.of(),
                Duration.ofSeconds(10),
                limit,
                true,
                2);
    }

    static WriteBack completing(StoredExecution attempt) {
        return outcomeOf(
                attempt, Change.to(TaskStatus.COMPLETED).withOutput("\"done\"").notified(true));
    }

    static WriteBack spawning(StoredExecution attempt, int children) {
        return outcomeOf(attempt, spawned(children(attempt, children)));
    }

    static Change spawned(List<NewExecution> children) {
        return Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, children);
    }

    static WriteBack outcomeOf(StoredExecution attempt, Change change) {
        return new WriteBack(
                attempt.id(), attempt.claim().token(), attempt.lineage().parentId(), row -> Optional.of(change));
    }
}
