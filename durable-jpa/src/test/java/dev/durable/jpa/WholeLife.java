package dev.durable.jpa;

import static dev.durable.jpa.Executions.LEAVE;
import static dev.durable.jpa.Executions.TASK;
import static dev.durable.jpa.Executions.WAKE;
import static dev.durable.jpa.Executions.cancelling;
import static dev.durable.jpa.Executions.children;
import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.outcomeOf;
import static dev.durable.jpa.Executions.roots;
import static dev.durable.jpa.Executions.spawning;
import static dev.durable.jpa.Executions.wake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.Command;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Renewal;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Wake;
import dev.durable.spi.WriteBack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs every verb once over a batch, and keeps what each has sent. */
final class WholeLife {

    private static final Duration KEEP = Duration.ofDays(1);

    private final TaskExecutionStore store;
    private final RecordingDataSource recording;
    private final int size;
    private final Map<String, List<String>> statements = new LinkedHashMap<>();

    WholeLife(TaskExecutionStore store, RecordingDataSource recording, int size) {
        this.store = store;
        this.recording = recording;
        this.size = size;
    }

    Map<String, List<String>> statements() {
        ExecutorId executor = newExecutor();
        record("renew", () -> store.renew(new Renewal(executor, "server", Duration.ofHours(1))));
        record("insert", () -> store.insert(roots(size)));
        List<StoredExecution> parents = new ArrayList<>();
        record("claim", () -> parents.addAll(claim(store, executor, size)));
        record(
                "spawn",
                () -> store.writeBack(
                        parents.stream().map(row -> spawning(row, 3)).toList(), LEAVE));
        List<StoredExecution> children = new ArrayList<>();
        record("claim children", () -> children.addAll(claim(store, executor, size)));
        record(
                "finish children",
                () -> store.writeBack(
                        children.stream().map(Executions::completing).toList(), LEAVE));
        List<ExecutionId> ids = parents.stream().map(StoredExecution::id).toList();
        record("command", () -> store.submit(cancelling(ids)));
        record("apply commands", () -> store.sweep(new SweepCondition.CancelPending(), size, WholeLife::cancel));
        record("cancel orphans", () -> store.sweep(new SweepCondition.Orphaned(), 5 * size, WholeLife::cancel));
        record("close children", () -> store.close(5 * size, LEAVE));
        record("close parents", () -> store.close(5 * size, LEAVE));
        sleepersAndAttempts(executor);
        record("expired", () -> store.sweep(new SweepCondition.LeaseExpired(), size, WholeLife::cancel));
        record("standings", () -> store.views().standings(ids));
        record("release", () -> store.release(executor));
        assertThat(store.views().find(ids.get(0)).orElseThrow().isNotified()).isTrue();
        return statements;
    }

    private void sleepersAndAttempts(ExecutorId executor) {
        store.insert(roots(size));
        List<StoredExecution> attempts = claim(store, executor, size);
        record(
                "try again",
                () -> store.writeBack(attempts.stream().map(WholeLife::again).toList(), LEAVE));
        List<StoredExecution> parents = claim(store, executor, size);
        record(
                "spawn what sleeps",
                () -> store.writeBack(
                        parents.stream().map(this::spawningSleepers).toList(), LEAVE));
        List<String> keys = parents.stream().map(parent -> key(parent, "long")).toList();
        record("wake up", () -> store.wake(wake(key(parents.get(0), "short")), KEEP, WAKE));
        record(
                "command to wake up",
                () -> store.submit(keys.stream().map(WholeLife::toWake).toList()));
        record("deliver", () -> store.deliver(size, KEEP, WAKE));
        keys.forEach(key -> store.wake(new Wake(TASK, key, null, null, null, true), KEEP, WAKE));
        record(
                "insert what sleeps",
                () -> store.insert(keys.stream().map(Executions::sleeper).toList()));
        record("deliver what was kept", () -> store.deliver(size, KEEP, WAKE));
        record("expired", () -> store.sweep(new SweepCondition.PastDeadline(), 5 * size, WholeLife::cancel));
        record("close what slept", () -> store.close(5 * size, LEAVE));
        read(parents.get(1));
    }

    private void read(StoredExecution parent) {
        record("sleeper", () -> assertThat(store.views().sleeper(TASK, key(parent, "long")))
                .isPresent());
        record("related", () -> assertThat(store.views().related(parent.id(), Role.CHILD, 0))
                .isPresent());
        record("attempts", () -> assertThat(store.views().attempts(parent.id())).hasSize(1));
        record("children", () -> assertThat(store.views().children(parent.id()))
                .filteredOn(StoredExecution::isNotified)
                .extracting(StoredExecution::status)
                .containsExactlyInAnyOrder(TaskStatus.CANCELLED, TaskStatus.COMPLETED, TaskStatus.FAILED));
    }

    private static WriteBack again(StoredExecution attempt) {
        return outcomeOf(attempt, Change.to(TaskStatus.READY).nextAttemptIn(Duration.ZERO));
    }

    /** One child whose time is over at once, and two that want the same key. */
    private WriteBack spawningSleepers(StoredExecution attempt) {
        List<NewExecution> children = children(attempt, 3);
        return outcomeOf(
                attempt,
                Executions.spawned(List.of(
                        children.get(0).sleeping(key(attempt, "short"), Duration.ZERO),
                        children.get(1).sleeping(key(attempt, "long"), KEEP),
                        children.get(2).sleeping(key(attempt, "long"), KEEP))));
    }

    private static String key(StoredExecution parent, String which) {
        return which + " of " + parent.id();
    }

    private static Command toWake(String key) {
        return new Command.WakeUp(wake(key));
    }

    private void record(String verb, Runnable call) {
        recording.taken();
        call.run();
        statements.put(verb, recording.taken());
    }

    private static Optional<Change> cancel(StoredExecution row) {
        return Optional.of(Change.to(TaskStatus.CANCELLED));
    }
}
