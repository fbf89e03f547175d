package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Renewal;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Written;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a store does within the transaction of a caller. */
abstract class TransactionContract extends StoreContract {

    private TransactionalStoreUnderTest subject;

    abstract TransactionalStoreUnderTest openTransactional();

    @Override
    final StoreUnderTest open() {
        subject = openTransactional();
        return subject;
    }

    @Test
    void whatIsInsertedIsThereAfterTheCommit() {
        List<NewExecution> executions = roots(3);

        subject.inTransaction(() -> store().insert(executions), true);

        assertThat(store().views().standings(newIds(executions))).hasSize(3);
        assertThat(claim(TASK, 10)).hasSize(3);
    }

    @Test
    void whatIsInsertedIsGoneAfterTheRollback() {
        List<NewExecution> executions = roots(3);

        subject.inTransaction(() -> store().insert(executions), false);

        assertThat(store().views().standings(newIds(executions))).isEmpty();
        assertThat(claim(TASK, 10)).isEmpty();
    }

    @Test
    void theCallerSeesWhatItHasInsertedAndNobodyElseDoes() {
        NewExecution execution = root(TASK);
        ExecutionId id = execution.id();

        subject.inTransaction(
                () -> {
                    store().insert(List.of(execution));
                    assertThat(store().views().find(id)).isPresent();
                    assertThat(store().views().standings(List.of(id))).containsKey(id);
                    assertThat(Threads.elsewhere(() -> store().views().find(id)))
                            .isEmpty();
                    assertThat(Threads.elsewhere(() -> claim(TASK, 10))).isEmpty();
                },
                true);

        assertThat(ids(claim(TASK, 10))).containsExactly(id);
    }

    @Test
    void aRequestIsThereAfterTheCommit() {
        ExecutionId id = insert(root(TASK));

        subject.inTransaction(() -> store().submit(cancellations(id)), true);

        assertThat(found(new SweepCondition.CancelPending())).containsExactly(id);
    }

    @Test
    void aRequestIsGoneAfterTheRollback() {
        ExecutionId id = insert(root(TASK));

        subject.inTransaction(() -> store().submit(cancellations(id)), false);

        assertThat(found(new SweepCondition.CancelPending())).isEmpty();
    }

    @Test
    void anExecutionMayBeInsertedAndCancelledInOneTransaction() {
        NewExecution execution = root(TASK);

        subject.inTransaction(
                () -> {
                    store().insert(List.of(execution));
                    store().submit(cancellations(execution.id()));
                },
                true);

        assertThat(found(new SweepCondition.CancelPending())).containsExactly(execution.id());
    }

    @Test
    void aRepeatedRequestLeavesTheCallersTransactionUsable() {
        ExecutionId id = insert(root(TASK));
        store().submit(cancellations(id));
        NewExecution next = root(TASK);

        subject.inTransaction(
                () -> {
                    store().submit(cancellations(id));
                    store().submit(cancellations(id));
                    store().insert(List.of(next));
                },
                true);

        assertThat(found(new SweepCondition.CancelPending())).containsExactly(id);
        assertThat(store().views().find(next.id())).isPresent();
    }

    @Test
    void aRequestLocksNothingThatExists() {
        StoredExecution attempt = running();

        subject.inTransaction(
                () -> {
                    store().submit(cancellations(attempt.id()));
                    // Had the command locked the row, this would wait for a transaction that waits for this.
                    Threads.elsewhere(() -> store().writeBack(List.of(outcomeOf(attempt, completed("1"))), LEAVE));
                },
                true);

        assertThat(row(attempt.id()).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aRequestToWakeUpIsThereAfterTheCommit() {
        ExecutionId sleeper = insert(sleeping());

        subject.inTransaction(() -> store().submit(wakes(wake(KEY, "1"))), true);

        assertThat(ids(deliver().changed())).containsExactly(sleeper);
    }

    @Test
    void aRequestToWakeUpIsGoneAfterTheRollback() {
        insert(sleeping());

        subject.inTransaction(() -> store().submit(wakes(wake(KEY, "1"))), false);

        assertThat(deliver()).isEqualTo(Written.NOTHING);
    }

    @Test
    void anExecutionMayBeInsertedAndWokenUpInOneTransaction() {
        NewExecution sleeper = sleeping();

        subject.inTransaction(
                () -> {
                    store().submit(wakes(wake(KEY, "1")));
                    store().insert(List.of(sleeper));
                },
                true);

        assertThat(ids(deliver().changed())).containsExactly(sleeper.id());
    }

    @Test
    void aRequestToWakeUpLocksNothingThatExists() {
        ExecutionId sleeper = insert(sleeping());

        subject.inTransaction(
                () -> {
                    store().submit(wakes(wake(sleeper, "1"), wake(KEY, "1")));
                    // Had the command locked the row, this would wait for a transaction that waits for this.
                    Threads.elsewhere(() -> wake(wake(KEY, "\"now\"")));
                },
                true);

        assertThat(row(sleeper).payloads().output()).isEqualTo("\"now\"");
    }

    static Stream<Named<Consumer<TaskExecutionStore>>> verbsOfTheirOwnTransaction() {
        return Stream.of(
                Named.of("claim", store -> store.claim(query(newExecutor(), 1, TASK))),
                Named.of("combine", store -> store.writeBack(List.of(), LEAVE)),
                Named.of("wake", store -> store.wake(wake(KEY, "1"), LONG, END)),
                Named.of("deliver", store -> store.deliver(1, LONG, END)),
                Named.of("update", store -> store.update(newId(), to(Change.to(TaskStatus.CANCELLED)))),
                Named.of("advance", store -> store.sweep(new SweepCondition.LeaseExpired(), 1, to(again()))),
                Named.of("close", store -> store.close(1, LEAVE)),
                Named.of("renew", store -> store.renew(new Renewal(newExecutor(), "server 1", LONG))),
                Named.of("release", store -> store.release(newExecutor())));
    }

    @ParameterizedTest
    @MethodSource("verbsOfTheirOwnTransaction")
    void aVerbThatHasItsOwnTransactionRefusesTheCallers(Consumer<TaskExecutionStore> verb) {
        NewExecution neighbour = root(TASK);

        subject.inTransaction(
                () -> {
                    assertThatThrownBy(() -> verb.accept(store())).isInstanceOf(IllegalStateException.class);
                    store().insert(List.of(neighbour));
                },
                true);

        // The refusal has not marked the caller's transaction for rollback.
        assertThat(store().views().find(neighbour.id())).isPresent();
    }
}
