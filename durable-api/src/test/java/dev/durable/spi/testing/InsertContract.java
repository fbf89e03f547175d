package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.StoreException;
import dev.durable.StoreRefusalException;
import dev.durable.TaskStatus;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Claim;
import dev.durable.spi.StoredExecution.Family;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class InsertContract extends StoreContract {

    @Test
    void anInsertedExecutionIsReadyAndUntouched() {
        NewExecution execution = root(TASK);

        insert(execution);

        StoredExecution row = row(execution.id());
        assertThat(row.taskId()).isEqualTo(TASK);
        assertThat(row.lineage()).isEqualTo(execution.lineage());
        assertThat(row.status()).isEqualTo(TaskStatus.READY);
        assertThat(row.isNotified()).isFalse();
        assertThat(row.claim()).isEqualTo(new Claim(0, 1, 1, 0, null, null));
        assertThat(row.family()).isEqualTo(Family.NONE);
        assertThat(row.payloads()).isEqualTo(new StoredExecution.Payloads(execution.input(), null, null));
        assertThat(row.error()).isNull();
        assertThat(row.times().due()).isCloseTo(row.times().created(), within(1, ChronoUnit.SECONDS));
        assertThat(row.times().started()).isNull();
        assertThat(row.times().claimExpires()).isNull();
        assertThat(row.times().finished()).isNull();
    }

    @Test
    void anExecutionIsDueAfterItsDelay() {
        ExecutionId id = insert(root(TASK, LONG, EnqueueOptions.none()));

        assertThat(row(id).times().due())
                .isCloseTo(row(id).times().created().plus(LONG), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void whatHasAKeySleeps() {
        NewExecution execution = sleeping();

        insert(execution);

        StoredExecution row = row(execution.id());
        assertThat(row.status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(row.wakeKey()).isEqualTo(KEY);
        assertThat(row.payloads().input()).isEqualTo(execution.input());
        assertThat(row.times().started()).isNull();
        assertThat(row.times().deadline()).isCloseTo(row.times().created().plus(LONG), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void aKeyThatIsInUseIsRefusedAndNothingOfTheBatchIsStored() {
        ExecutionId sleeper = insert(sleeping());
        NewExecution neighbour = root(TASK);
        NewExecution second = sleeping();

        assertThatThrownBy(() -> store().insert(List.of(neighbour, second))).isInstanceOf(StoreRefusalException.class);

        assertThat(store().views().standings(List.of(sleeper, neighbour.id(), second.id())))
                .containsOnlyKeys(sleeper);
    }

    @Test
    void aKeyIsFreeAgainWhenItsSleeperHasEnded() {
        cancel(insert(sleeping()));

        assertThat(row(insert(sleeping())).status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(row(insert(sleeping("another sleeper", KEY))).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void manyAreInsertedAtOnce() {
        List<NewExecution> executions = roots(2000);

        store().insert(executions);

        assertThat(store().views().standings(newIds(executions))).hasSize(2000);
    }

    @Test
    void insertingNothingIsNoError() {
        store().insert(List.of());

        assertThat(store().views().figures().ready()).isZero();
    }

    @Test
    void aDuplicateIdIsRefusedAndNothingOfTheBatchIsStored() {
        NewExecution stored = root(TASK);
        insert(stored);
        StoredExecution before = row(stored.id());
        NewExecution neighbour = root(TASK);

        assertThatThrownBy(() -> store().insert(List.of(neighbour, stored))).isInstanceOf(StoreException.class);

        assertThat(store().views().find(neighbour.id())).isEmpty();
        assertThat(row(stored.id())).isEqualTo(before);
    }
}
