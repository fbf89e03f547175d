package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ErrorKind;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.Written;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an attempt writes back in the transaction that its body ran in. */
abstract class TransactionalWriteBackContract extends StoreContract {

    @Test
    void anOutcomeIsStored() {
        StoredExecution attempt = running();

        Written written = writeBackInTransaction(attempt, completed("\"out\""));

        StoredExecution row = row(attempt.id());
        assertThat(row.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(row.isNotified()).isTrue();
        assertThat(row.payloads().input()).isEqualTo(attempt.payloads().input());
        assertThat(row.payloads().output()).isEqualTo("\"out\"");
        assertThat(row.claim().owner()).isNull();
        assertThat(row.claim().token()).isEqualTo(attempt.claim().token());
        assertThat(row.times().started()).isEqualTo(attempt.times().started());
        assertThat(row.times().claimExpires()).isNull();
        assertThat(row.times().finished()).isAfterOrEqualTo(attempt.times().started());
        assertThat(ids(written.changed())).containsExactly(attempt.id());
        assertThat(written.changed().get(0).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(written.inserted()).isEmpty();
        assertThat(written.refused()).isEmpty();
    }

    @Test
    void childrenAreStoredWithTheirParent() {
        StoredExecution parent = running();
        List<NewExecution> children = List.of(child(parent, 0), child(parent, 1));

        Written written = writeBackInTransaction(
                parent,
                Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                        .withIntermediate("\"run\"")
                        .spawning(POLICY, children));

        StoredExecution row = row(parent.id());
        assertThat(row.status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
        assertThat(row.family()).isEqualTo(new Family(2, 2, 0, POLICY));
        assertThat(row.payloads().intermediate()).isEqualTo("\"run\"");
        assertThat(ids(written.inserted())).containsExactlyInAnyOrderElementsOf(newIds(children));
        assertThat(claim(CHILD, 10)).hasSize(2);
    }

    @Test
    void anotherIterationIsDueAfterItsDelay() {
        StoredExecution attempt = running();

        writeBackInTransaction(attempt, again().nextIterationIn(LONG, "\"page 2\""));

        StoredExecution row = row(attempt.id());
        assertThat(row.status()).isEqualTo(TaskStatus.READY);
        assertThat(row.claim().iteration()).isEqualTo(2);
        assertThat(row.payloads().intermediate()).isEqualTo("\"page 2\"");
        assertThat(row.times().due()).isAfterOrEqualTo(attempt.times().started().plus(LONG));
        assertThat(store().views().attempts(attempt.id())).isEmpty();
    }

    @Test
    void aSupersededAttemptIsRefusedAndLeavesNoTrace() {
        StoredExecution late = running();
        store().update(late.id(), to(again()));
        StoredExecution current = claim(TASK, 1).get(0);
        NewExecution child = child(late, 0);

        Written written = writeBackInTransaction(
                late, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child)), false);

        assertThat(written.refused()).containsExactly(late.id());
        assertThat(written.changed()).isEmpty();
        assertThat(row(late.id())).isEqualTo(current);
        assertThat(store().views().find(child.id())).isEmpty();
    }

    @Test
    void anAttemptThatWasReturnedIsRefusedEvenBeforeTheNextClaim() {
        StoredExecution late = running();
        store().update(late.id(), to(again()));
        StoredExecution before = row(late.id());

        assertThat(writeBackInTransaction(late, completed("1"), false).refused())
                .containsExactly(late.id());

        assertThat(row(late.id())).isEqualTo(before);
    }

    @Test
    void whatWasCancelledMeanwhileIsRefused() {
        StoredExecution attempt = running();
        cancel(attempt.id());
        StoredExecution before = row(attempt.id());

        assertThat(writeBackInTransaction(attempt, completed("1"), false).refused())
                .containsExactly(attempt.id());

        assertThat(row(attempt.id())).isEqualTo(before);
    }

    @Test
    void aChildStaysOpenUntilCloseTellsItsParent() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 2).get(0);
        StoredExecution before = row(parent.id());

        Written written = writeBackInTransaction(child, completed("1").notified(false));

        assertThat(ids(written.changed())).containsExactly(child.id());
        assertThat(row(child.id()).isNotified()).isFalse();
        assertThat(row(parent.id())).isEqualTo(before);

        store().close(10, LEAVE);

        assertThat(row(child.id()).notified()).isEqualTo(StoredExecution.Notified.YES);
        assertThat(row(parent.id())).isEqualTo(before.notifiedBy(1, 1));
    }

    @Test
    void aRowThatHasAParentIsNotClosedWithoutTellingIt() {
        StoredExecution child = runningChildren(running(), 1).get(0);

        assertThatThrownBy(() -> writeBackInTransaction(child, completed("1")))
                .isInstanceOf(IllegalStateException.class);

        assertThat(row(child.id())).isEqualTo(child);
    }

    @Test
    void aSleepingChildWhoseKeyIsInUseIsStoredAsFailed() {
        insert(sleeping());
        StoredExecution parent = running();
        NewExecution free = sleepingChild(parent, 0, "another key");
        NewExecution late = sleepingChild(parent, 1, KEY);

        Written written = writeBackInTransaction(
                parent, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(free, late)));

        assertThat(written.inserted())
                .filteredOn(row -> row.status() == TaskStatus.FAILED)
                .singleElement()
                .satisfies(row -> assertThat(row.id()).isEqualTo(late.id()));
        assertThat(row(free.id()).status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(row(late.id()).error())
                .satisfies(error -> assertThat(error.kind()).isEqualTo(ErrorKind.KEY_IN_USE));
        assertThat(row(parent.id()).family()).isEqualTo(new Family(2, 2, 0, POLICY));
    }
}
