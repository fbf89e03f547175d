package dev.durable.engine.lifecycle;

import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Claim;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.StoredExecution.Notified;
import dev.durable.spi.StoredExecution.Payloads;
import dev.durable.spi.StoredExecution.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows in whatever state, for rules to judge. */
final class Rows {

    static final ParentPolicy FAIL_FAST = new ParentPolicy(ChildFailurePolicy.FAIL_FAST, "combine");
    static final ParentPolicy COLLECT = new ParentPolicy(ChildFailurePolicy.COLLECT, "combine");

    /** Three retries: after 1, 2 and 4 seconds. */
    static final TaskOptions RETRIES = new TaskOptions(
            Duration.ZERO, Duration.ofMinutes(1), 3, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0);

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Rows() {}

    static ExecutionId id() {
        return new ExecutionId(UUID.randomUUID());
    }

    static StoredExecution root(TaskStatus status) {
        return parent(status, Family.NONE);
    }

    /** A root with children. */
    static StoredExecution parent(TaskStatus status, ParentPolicy policy, int children, int unfinished) {
        return parent(status, policy, children, unfinished, children - unfinished);
    }

    /** A root with children, of which so many have completed. */
    static StoredExecution parent(TaskStatus status, ParentPolicy policy, int children, int unfinished, int completed) {
        return parent(status, new Family(children, unfinished, completed, policy));
    }

    /** The same, being a child itself. */
    static StoredExecution innerParent(
            TaskStatus status, ParentPolicy policy, int children, int unfinished, int completed) {
        ExecutionId parent = id();
        return row(
                id(),
                Lineage.root(parent).child(parent, 0),
                status,
                claim(status, 1, 0),
                new Family(children, unfinished, completed, policy),
                null);
    }

    private static StoredExecution parent(TaskStatus status, Family family) {
        ExecutionId id = id();
        return row(id, Lineage.root(id), status, claim(status, 1, 0), family, null);
    }

    /** A child of some root. */
    static StoredExecution child(TaskStatus status) {
        return child(status, 0, null);
    }

    static StoredExecution child(TaskStatus status, int index, @Nullable TaskError error) {
        ExecutionId parent = id();
        return row(id(), Lineage.root(parent).child(parent, index), status, claim(status, 1, 0), Family.NONE, error);
    }

    /** The combine step of some root. */
    static StoredExecution step(TaskStatus status, @Nullable TaskError error) {
        ExecutionId parent = id();
        return row(id(), Lineage.root(parent).combineStep(parent), status, claim(status, 1, 0), Family.NONE, error);
    }

    /** The same row, being that attempt, after so many crashes. */
    static StoredExecution at(StoredExecution row, int attempt, int crashes) {
        return row(
                row.id(),
                row.lineage(),
                row.status(),
                claim(row.status(), attempt, crashes),
                row.family(),
                row.error());
    }

    static TaskError error(ErrorKind kind) {
        return TaskError.of(kind, "it went wrong");
    }

    static NewExecution spawned(StoredExecution parent, int index) {
        return new NewExecution(
                id(),
                "child",
                parent.lineage().child(parent.id(), index),
                Duration.ZERO,
                EnqueueOptions.none(),
                "null");
    }

    private static Claim claim(TaskStatus status, int attempt, int crashes) {
        return new Claim(
                7,
                attempt,
                1,
                crashes,
                status == TaskStatus.RUNNING ? new ExecutorId(UUID.randomUUID()) : null,
                "test");
    }

    private static StoredExecution row(
            ExecutionId id, Lineage lineage, TaskStatus status, Claim claim, Family family, @Nullable TaskError error) {
        return new StoredExecution(
                id,
                "task",
                lineage,
                status,
                Notified.NOT_YET,
                claim,
                family,
                EnqueueOptions.none(),
                Payloads.NONE,
                error,
                new Times(NOW, NOW, null, null, null, null),
                null);
    }
}
