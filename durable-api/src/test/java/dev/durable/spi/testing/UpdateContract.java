package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Written;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

abstract class UpdateContract extends StoreContract {

    @Test
    void whatTheRuleDecidesIsWritten() {
        ExecutionId id = insert(root(TASK));
        TaskError error = TaskError.of(ErrorKind.CANCELLED, "Not wanted any more");

        Written written = store().update(
                        id, to(Change.to(TaskStatus.CANCELLED).because(error).notified(true)));

        StoredExecution row = row(id);
        assertThat(row.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(row.isNotified()).isTrue();
        assertThat(row.error()).isEqualTo(error);
        assertThat(row.times().finished()).isNotNull();
        assertThat(written.changed()).singleElement().satisfies(changed -> {
            assertThat(changed.id()).isEqualTo(id);
            assertThat(changed.status()).isEqualTo(TaskStatus.CANCELLED);
        });
    }

    @Test
    void aRunningExecutionLosesItsOwnerWithItsStatus() {
        StoredExecution attempt = running();

        cancel(attempt.id());

        StoredExecution row = row(attempt.id());
        assertThat(row.claim().owner()).isNull();
        assertThat(row.times().claimExpires()).isNull();
        assertThat(store().writeBack(List.of(outcomeOf(attempt, completed("1"))), LEAVE)
                        .refused())
                .containsExactly(attempt.id());
    }

    @Test
    void aRowThatTheRuleLeavesIsAnsweredAllTheSame() {
        StoredExecution attempt = running();

        Written written = store().update(attempt.id(), row -> Optional.empty());

        assertThat(ids(written.changed())).containsExactly(attempt.id());
        assertThat(written.changed().get(0).status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(row(attempt.id())).isEqualTo(attempt);
    }

    @Test
    void ofARowThatIsNotThereNothingIsAnswered() {
        assertThat(store().update(newId(), to(again()))).isEqualTo(Written.NOTHING);
    }

    @Test
    void insertsAreStoredWithTheRow() {
        ExecutionId id = insert(root(TASK));
        NewExecution step = combineStep(row(id));

        Written written =
                store().update(id, to(Change.to(TaskStatus.WAITING_FOR_COMBINE).spawning(POLICY, List.of(step))));

        assertThat(ids(written.inserted())).containsExactly(step.id());
        assertThat(row(step.id()).status()).isEqualTo(TaskStatus.READY);
    }

    @Test
    void whatHasFinishedNeverChanges() {
        ExecutionId id = insert(root(TASK));
        cancel(id);
        StoredExecution before = row(id);

        assertThatThrownBy(() -> store().update(id, to(again())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(id.toString());

        assertThat(row(id)).isEqualTo(before);
    }

    @Test
    void whatTheRuleThrowsPassesThroughAndLeavesNoTrace() {
        ExecutionId id = insert(root(TASK));
        StoredExecution before = row(id);
        IllegalStateException thrown = new IllegalStateException("broken rule");
        RowRule broken = row -> {
            throw thrown;
        };

        assertThatThrownBy(() -> store().update(id, broken)).isSameAs(thrown);

        assertThat(row(id)).isEqualTo(before);
        assertThat(claim(TASK, 1)).hasSize(1);
    }

    @Test
    void aRowThatHasAParentIsNotClosedWithoutTellingIt() {
        StoredExecution child = runningChildren(running(), 1).get(0);

        assertThatThrownBy(() -> store().update(
                                child.id(), to(Change.to(TaskStatus.CANCELLED).notified(true))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(child.id().toString());

        assertThat(row(child.id())).isEqualTo(child);
    }
}
