package dev.durable.engine.client;

import dev.durable.CancelAnswer;
import dev.durable.ExecutionId;
import dev.durable.ExecutionNotFoundException;
import dev.durable.StoreException;
import dev.durable.TaskAttempt;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.WaitTimeoutException;
import dev.durable.engine.signal.Waiters;
import dev.durable.engine.task.CallerTransaction;
import dev.durable.engine.task.InBody;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.RelativePayloads;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import java.time.Duration;
import java.util.List;

/** Makes handles, and does what they ask. */
public final class Handles {

    private final TaskExecutionStore store;
    private final CallerTransaction transaction;
    private final CancelCalls cancellation;
    private final Waiters waiters;
    private final Executions executions;
    private final Attempts attempts;
    private final Listings listings;

    public Handles(
            TaskExecutionStore store,
            CallerTransaction transaction,
            CancelCalls cancellation,
            Waiters waiters,
            RelativePayloads relatives) {
        this.store = store;
        this.transaction = transaction;
        this.cancellation = cancellation;
        this.waiters = waiters;
        this.executions = new Executions(relatives);
        this.attempts = new Attempts(store.views());
        this.listings = new Listings(store.views(), executions);
    }

    static ExecutionNotFoundException notFound(ExecutionId id) {
        return new ExecutionNotFoundException("There is no execution " + id);
    }

    <O> TaskHandle<O> of(RegisteredTask task, ExecutionId id) {
        return new Handle<>(task, id);
    }

    TaskExecution<Void> withoutOutput(StoredExecution row) {
        return executions.showWithoutOutput(row);
    }

    List<TaskAttempt> attempts(ExecutionId id) {
        return attempts.of(id);
    }

    Listings listings() {
        return listings;
    }

    CancelAnswer cancel(ExecutionId id) {
        return cancellation.cancel(id);
    }

    private StoredExecution find(ExecutionId id) {
        return store.views().find(id).orElseThrow(() -> notFound(id));
    }

    private void awaitEnd(ExecutionId id, Duration limit) throws InterruptedException {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("The limit of a wait is more than zero, not " + limit);
        }
        if (InBody.here()) {
            throw new IllegalStateException("A task's body cannot wait for execution " + id
                    + ": it would hold a slot that the execution may need. Spawn it as a child instead");
        }
        if (transaction.active()) {
            throw new IllegalStateException("Execution " + id + " cannot be awaited inside a transaction: the"
                    + " transaction may hide its end, or keep it from starting. Commit first");
        }
        try (Waiters.Ticket ticket = waiters.begin(id)) {
            // Asked after the wait has begun: an end before this is seen here, an end after it is told.
            if (!find(id).status().finished() && !ticket.await(saturatedNanos(limit))) {
                throw new WaitTimeoutException(
                        "Execution " + id + " has not finished within " + limit + "; it goes on");
            }
            if (waiters.stopped()) {
                throw new StoreException("Durable has stopped with the application before execution " + id
                        + " was seen to finish; it goes on elsewhere, or after the next start");
            }
        }
    }

    private static long saturatedNanos(Duration limit) {
        return limit.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : limit.toNanos();
    }

    private final class Handle<O> implements TaskHandle<O> {

        private final RegisteredTask task;
        private final ExecutionId id;

        Handle(RegisteredTask task, ExecutionId id) {
            this.task = task;
            this.id = id;
        }

        @Override
        public ExecutionId executionId() {
            return id;
        }

        @Override
        public String taskId() {
            return task.id();
        }

        @Override
        public TaskExecution<O> execution() {
            return executions.show(find(id), task);
        }

        @Override
        public TaskExecution<O> await(Duration limit) throws InterruptedException {
            awaitEnd(id, limit);
            return execution();
        }

        @Override
        public List<TaskAttempt> attempts() {
            return attempts.of(id);
        }

        @Override
        public CancelAnswer cancel() {
            return cancellation.cancel(id);
        }

        @Override
        public String toString() {
            return task.id() + " " + id;
        }
    }
}
