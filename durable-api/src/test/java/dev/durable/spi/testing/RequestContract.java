package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Waiting;
import dev.durable.spi.Written;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests to cancel: stored by {@code request}, applied by {@code advance}. */
abstract class RequestContract extends StoreContract {

    private static final RowRule CANCEL =
            row -> row.status().finished() ? Optional.empty() : Optional.of(Change.to(TaskStatus.CANCELLED));

    @Test
    void aRequestIsAppliedOnceAndThenDeleted() {
        ExecutionId wanted = insert(root(TASK));
        ExecutionId other = insert(root(TASK));
        store().request(cancellations(wanted));

        Written written = store().advance(new Waiting.Requested(), 10, CANCEL);

        assertThat(ids(written.changed())).containsExactly(wanted);
        assertThat(row(wanted).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(row(other).status()).isEqualTo(TaskStatus.READY);
        assertThat(found(new Waiting.Requested())).isEmpty();
    }

    @Test
    void aRequestByItselfChangesNothing() {
        StoredExecution attempt = running();

        store().request(cancellations(attempt.id()));

        assertThat(row(attempt.id())).isEqualTo(attempt);
    }

    @Test
    void aRepeatedRequestIsOneRequest() {
        ExecutionId id = insert(root(TASK));
        store().request(cancellations(id, id));
        store().request(cancellations(id));

        assertThat(found(new Waiting.Requested())).containsExactly(id);
        assertThat(found(new Waiting.Requested())).isEmpty();
    }

    @Test
    void aRequestIsDeletedEvenIfTheRuleLeavesTheRow() {
        ExecutionId id = insert(root(TASK));
        cancel(id);
        StoredExecution before = row(id);
        store().request(cancellations(id));

        store().advance(new Waiting.Requested(), 10, CANCEL);

        assertThat(row(id)).isEqualTo(before);
        assertThat(found(new Waiting.Requested())).isEmpty();
    }

    @Test
    void aRequestForWhatIsNotThereIsDeletedAndHarmsNobody() {
        ExecutionId id = insert(root(TASK));
        store().request(cancellations(newId(), id));

        Written written = store().advance(new Waiting.Requested(), 10, CANCEL);

        assertThat(ids(written.changed())).containsExactly(id);
        assertThat(store().advance(new Waiting.Requested(), 1, CANCEL)).isEqualTo(Written.NOTHING);
    }

    @Test
    void aRequestStaysIfItsRuleThrows() {
        ExecutionId id = insert(root(TASK));
        store().request(cancellations(id));
        IllegalStateException thrown = new IllegalStateException("broken rule");
        RowRule broken = row -> {
            throw thrown;
        };

        assertThatThrownBy(() -> store().advance(new Waiting.Requested(), 10, broken))
                .isSameAs(thrown);

        assertThat(found(new Waiting.Requested())).containsExactly(id);
    }

    @Test
    void theLimitHoldsAndSaysThatThereIsMore() {
        List<NewExecution> executions = roots(5);
        store().insert(executions);
        store().request(cancellations(newIds(executions)));

        Written cut = store().advance(new Waiting.Requested(), 3, CANCEL);
        Written rest = store().advance(new Waiting.Requested(), 3, CANCEL);

        assertThat(cut.changed()).hasSize(3);
        assertThat(cut.more()).isTrue();
        assertThat(rest.changed()).hasSize(2);
        assertThat(rest.more()).isFalse();
    }
}
