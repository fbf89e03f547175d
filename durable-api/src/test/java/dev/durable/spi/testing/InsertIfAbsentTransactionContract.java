package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.spi.NewExecution;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code insertIfAbsent} does within the transaction of a caller. */
abstract class InsertIfAbsentTransactionContract extends StoreContract {

    private TransactionalStoreUnderTest subject;

    abstract TransactionalStoreUnderTest openTransactional();

    @Override
    final StoreUnderTest open() {
        subject = openTransactional();
        return subject;
    }

    @Test
    void whatIsInsertedIsThereAfterTheCommit() {
        List<NewExecution> executions = List.of(root(TASK), sleeping());

        subject.inTransaction(
                () -> {
                    assertThat(store().insertIfAbsent(executions)).isEmpty();
                    assertThat(Threads.elsewhere(() -> store().views().standings(newIds(executions))))
                            .isEmpty();
                },
                true);

        assertThat(store().views().standings(newIds(executions))).hasSize(2);
    }

    @Test
    void whatIsInsertedIsGoneAfterTheRollback() {
        List<NewExecution> executions = List.of(root(TASK), sleeping());

        subject.inTransaction(() -> store().insertIfAbsent(executions), false);

        assertThat(store().views().standings(newIds(executions))).isEmpty();
        assertThat(store().insertIfAbsent(executions)).isEmpty();
    }

    @Test
    void anIdInTheWayLeavesTheCallersTransactionUsable() {
        NewExecution stored = root(TASK);
        insert(stored);

        assertUsableAfter(stored);
    }

    @Test
    void aKeyInTheWayLeavesTheCallersTransactionUsable() {
        insert(sleeping());

        assertUsableAfter(sleeping());
    }

    private void assertUsableAfter(NewExecution inTheWay) {
        NewExecution before = root(TASK);
        List<NewExecution> neighbours = roots(2);
        NewExecution after = root(TASK);
        NewExecution later = root(TASK);

        subject.inTransaction(
                () -> {
                    store().insert(List.of(before));
                    assertThat(store().insertIfAbsent(List.of(neighbours.get(0), inTheWay, neighbours.get(1))))
                            .containsExactly(inTheWay.id());
                    assertThat(store().views().standings(newIds(neighbours))).isEmpty();
                    assertThat(store().insertIfAbsent(List.of(after))).isEmpty();
                    store().insert(List.of(later));
                },
                true);

        assertThat(store().views().standings(newIds(List.of(before, after, later))))
                .hasSize(3);
        assertThat(store().views().standings(newIds(neighbours))).isEmpty();
        assertThat(claim(TASK, 10)).extracting(row -> row.id()).contains(before.id(), after.id(), later.id());
    }

    @Test
    void whatTheCallerHasInsertedItselfStandsInTheWayAndStays() {
        NewExecution stored = root(TASK);
        NewExecution sleeper = sleeping();
        NewExecution second = sleeping();
        NewExecution neighbour = root(TASK);

        subject.inTransaction(
                () -> {
                    store().insert(List.of(stored, sleeper));
                    assertThat(store().insertIfAbsent(List.of(neighbour, stored, second)))
                            .containsExactlyInAnyOrder(stored.id(), second.id());
                },
                true);

        assertThat(store().views().standings(List.of(stored.id(), sleeper.id(), second.id(), neighbour.id())))
                .containsOnlyKeys(stored.id(), sleeper.id());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoInsertsAnIdThatAnotherTransactionInsertsLearnsWhatBecameOfThat(boolean commit) {
        NewExecution execution = root(TASK);

        Set<ExecutionId> inTheWay = insertedBySecond(execution, execution, commit);

        assertThat(inTheWay).isEqualTo(commit ? Set.of(execution.id()) : Set.of());
        assertThat(store().views().find(execution.id())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoInsertsAKeyThatAnotherTransactionInsertsLearnsWhatBecameOfThat(boolean commit) {
        NewExecution first = sleeping();
        NewExecution second = sleeping();

        Set<ExecutionId> inTheWay = insertedBySecond(first, second, commit);

        assertThat(inTheWay).isEqualTo(commit ? Set.of(second.id()) : Set.of());
        assertThat(store().views().standings(List.of(first.id(), second.id())))
                .containsOnlyKeys(commit ? first.id() : second.id());
    }

    /** What the second caller is answered, who begins when the first has inserted and not yet committed. */
    private Set<ExecutionId> insertedBySecond(NewExecution first, NewExecution second, boolean commit) {
        CountDownLatch inserted = new CountDownLatch(1);
        ConcurrentLinkedQueue<Boolean> parts = new ConcurrentLinkedQueue<>(List.of(true, false));
        List<Set<ExecutionId>> answers = Threads.together(2, () -> {
            if (parts.remove()) {
                subject.inTransaction(
                        () -> {
                            assertThat(store().insertIfAbsent(List.of(first))).isEmpty();
                            inserted.countDown();
                        },
                        commit);
                return Set.of();
            }
            inserted.await();
            return store().insertIfAbsent(List.of(second));
        });
        return answers.stream().filter(answer -> !answer.isEmpty()).findFirst().orElse(Set.of());
    }
}
