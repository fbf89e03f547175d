package dev.durable.jpa;

import static dev.durable.jpa.Executions.LEAVE;
import static dev.durable.jpa.Executions.cancelling;
import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.roots;
import static dev.durable.jpa.Executions.spawning;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.Renewal;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs every verb once over a batch, and keeps what each has sent. */
final class WholeLife {

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
        recording.taken();
        record("renew", () -> store.renew(new Renewal(executor, "server", Duration.ofHours(1))));
        record("insert", () -> store.insert(roots(size)));
        List<StoredExecution> parents = new ArrayList<>();
        record("claim", () -> parents.addAll(claim(store, executor, size)));
        record(
                "spawn",
                () -> store.finish(parents.stream().map(row -> spawning(row, 3)).toList(), LEAVE));
        List<StoredExecution> children = new ArrayList<>();
        record("claim children", () -> children.addAll(claim(store, executor, size)));
        record(
                "finish children",
                () -> store.finish(children.stream().map(Executions::completing).toList(), LEAVE));
        List<ExecutionId> ids = parents.stream().map(StoredExecution::id).toList();
        record("request", () -> store.request(cancelling(ids)));
        record("apply requests", () -> store.advance(new Waiting.Requested(), size, WholeLife::cancel));
        record("cancel orphans", () -> store.advance(new Waiting.Orphaned(), 5 * size, WholeLife::cancel));
        record("close children", () -> store.close(5 * size, LEAVE));
        record("close parents", () -> store.close(5 * size, LEAVE));
        record("lapsed", () -> store.advance(new Waiting.Lapsed(), size, WholeLife::cancel));
        record("standings", () -> store.views().standings(ids));
        record("release", () -> store.release(executor));
        assertThat(store.views().find(ids.get(0)).orElseThrow().closed()).isTrue();
        return statements;
    }

    private void record(String verb, Runnable call) {
        call.run();
        statements.put(verb, recording.taken());
        if (Boolean.getBoolean("show")) System.out.println(verb + "\n  " + String.join("\n  ", statements.get(verb)));
    }

    private static Optional<Change> cancel(StoredExecution row) {
        return Optional.of(Change.to(TaskStatus.CANCELLED));
    }
}
