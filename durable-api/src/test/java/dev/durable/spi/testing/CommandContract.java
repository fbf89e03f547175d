package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.Written;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Commands to cancel: stored by {@code command}, applied by {@code advance}. */
abstract class CommandContract extends StoreContract {

    private static final RowRule CANCEL =
            row -> row.status().finished() ? Optional.empty() : Optional.of(Change.to(TaskStatus.CANCELLED));

    @Test
    void aRequestIsAppliedOnceAndThenDeleted() {
        ExecutionId wanted = insert(root(TASK));
        ExecutionId other = insert(root(TASK));
        store().submit(cancellations(wanted));

        Written written = store().sweep(new SweepCondition.CancelPending(), 10, CANCEL);

        assertThat(ids(written.changed())).containsExactly(wanted);
        assertThat(row(wanted).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(row(other).status()).isEqualTo(TaskStatus.READY);
        assertThat(found(new SweepCondition.CancelPending())).isEmpty();
    }

    @Test
    void aRequestByItselfChangesNothing() {
        StoredExecution attempt = running();

        store().submit(cancellations(attempt.id()));

        assertThat(row(attempt.id())).isEqualTo(attempt);
    }

    @Test
    void aRepeatedRequestIsOneRequest() {
        ExecutionId id = insert(root(TASK));
        store().submit(cancellations(id, id));
        store().submit(cancellations(id));

        assertThat(found(new SweepCondition.CancelPending())).containsExactly(id);
        assertThat(found(new SweepCondition.CancelPending())).isEmpty();
    }

    @Test
    void aRequestIsDeletedEvenIfTheRuleLeavesTheRow() {
        ExecutionId id = insert(root(TASK));
        cancel(id);
        StoredExecution before = row(id);
        store().submit(cancellations(id));

        store().sweep(new SweepCondition.CancelPending(), 10, CANCEL);

        assertThat(row(id)).isEqualTo(before);
        assertThat(found(new SweepCondition.CancelPending())).isEmpty();
    }

    @Test
    void aRequestForWhatIsNotThereIsDeletedAndHarmsNobody() {
        ExecutionId id = insert(root(TASK));
        store().submit(cancellations(newId(), id));

        Written written = store().sweep(new SweepCondition.CancelPending(), 10, CANCEL);

        assertThat(ids(written.changed())).containsExactly(id);
        assertThat(store().sweep(new SweepCondition.CancelPending(), 1, CANCEL)).isEqualTo(Written.NOTHING);
    }

    @Test
    void aRequestStaysIfItsRuleThrows() {
        ExecutionId id = insert(root(TASK));
        store().submit(cancellations(id));
        IllegalStateException thrown = new IllegalStateException("broken rule");
        RowRule broken = row -> {
            throw thrown;
        };

        assertThatThrownBy(() -> store().sweep(new SweepCondition.CancelPending(), 10, broken))
                .isSameAs(thrown);

        assertThat(found(new SweepCondition.CancelPending())).containsExactly(id);
    }

    @Test
    void theLimitHoldsAndSaysThatThereIsMore() {
        List<NewExecution> executions = roots(5);
        store().insert(executions);
        store().submit(cancellations(newIds(executions)));

        Written cut = store().sweep(new SweepCondition.CancelPending(), 3, CANCEL);
        Written rest = store().sweep(new SweepCondition.CancelPending(), 3, CANCEL);

        assertThat(cut.changed()).hasSize(3);
        assertThat(cut.more()).isTrue();
        assertThat(rest.changed()).hasSize(2);
        assertThat(rest.more()).isFalse();
    }
}
