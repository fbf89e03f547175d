package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.TaskStatus;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class InsertIfAbsentContract extends StoreContract {

    @Test
    void whatIsNotThereIsInserted() {
        List<NewExecution> executions = List.of(root(TASK), sleeping(), root(TASK));

        assertThat(store().insertIfAbsent(executions)).isEmpty();

        assertThat(row(executions.get(0).id()).payloads().input())
                .isEqualTo(executions.get(0).input());
        assertThat(row(executions.get(1).id()).status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(claim(TASK, 10)).hasSize(2);
    }

    @Test
    void anIdThatIsStoredStandsInTheWayOfAll() {
        NewExecution stored = root(TASK);
        insert(stored);
        StoredExecution before = row(stored.id());
        NewExecution again = new NewExecution(
                stored.id(), "another", stored.lineage(), LONG, stored.options().withMaxRetries(9), "2");
        List<NewExecution> neighbours = roots(2);

        assertThat(store().insertIfAbsent(List.of(neighbours.get(0), again, neighbours.get(1))))
                .containsExactly(stored.id());

        assertThat(row(stored.id())).isEqualTo(before);
        assertThat(store().views().standings(newIds(neighbours))).isEmpty();
    }

    @Test
    void anIdStandsInTheWayWhateverHasBecomeOfItsExecution() {
        NewExecution stored = root(TASK);
        insert(stored);
        writeBack(claim(TASK, 1).get(0), completed("1"));

        assertThat(store().insertIfAbsent(List.of(stored))).containsExactly(stored.id());
    }

    @Test
    void aKeyThatIsInUseStandsInTheWayOfAll() {
        insert(sleeping());
        NewExecution second = sleeping();
        NewExecution neighbour = root(TASK);

        assertThat(store().insertIfAbsent(List.of(neighbour, second))).containsExactly(second.id());

        assertThat(store().views().find(second.id())).isEmpty();
        assertThat(store().views().find(neighbour.id())).isEmpty();
    }

    @Test
    void eachOneThatStandsInTheWayIsNamed() {
        NewExecution stored = root(TASK);
        insert(stored);
        insert(sleeping());
        NewExecution second = sleeping();

        assertThat(store().insertIfAbsent(List.of(stored, root(TASK), second)))
                .containsExactlyInAnyOrder(stored.id(), second.id());
    }

    @Test
    void theSameKeyOfAnotherTaskIsAnotherKey() {
        insert(sleeping());

        assertThat(store().insertIfAbsent(List.of(sleeping("another sleeper", KEY))))
                .isEmpty();
    }

    @Test
    void aKeyIsFreeAgainWhenItsSleeperHasEnded() {
        cancel(insert(sleeping()));
        NewExecution second = sleeping();

        assertThat(store().insertIfAbsent(List.of(second))).isEmpty();

        assertThat(row(second.id()).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void twoOfOneCallStandInEachOthersWay() {
        NewExecution first = sleeping();
        NewExecution second = sleeping();
        NewExecution twice = root(TASK);

        assertThat(store().insertIfAbsent(List.of(first, second))).hasSize(1).isSubsetOf(first.id(), second.id());
        assertThat(store().insertIfAbsent(List.of(twice, twice))).containsExactly(twice.id());

        assertThat(store().views().standings(List.of(first.id(), second.id(), twice.id())))
                .isEmpty();
    }

    @Test
    void oneAmongManyStandsInTheWayOfAll() {
        List<NewExecution> executions = new ArrayList<>(roots(500));
        insert(executions.get(321));

        assertThat(store().insertIfAbsent(executions))
                .containsExactly(executions.get(321).id());

        assertThat(store().views().standings(newIds(executions))).hasSize(1);
    }

    @Test
    void whatWasInTheWayOfNothingIsInsertedTheNextTime() {
        insert(sleeping());
        NewExecution neighbour = root(TASK);
        store().insertIfAbsent(List.of(neighbour, sleeping()));

        assertThat(store().insertIfAbsent(List.of(neighbour))).isEmpty();

        assertThat(ids(claim(TASK, 10))).containsExactly(neighbour.id());
    }

    @Test
    void insertingNothingIsNoError() {
        assertThat(store().insertIfAbsent(List.of())).isEmpty();
    }
}
