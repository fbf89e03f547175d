package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code complete} does within the transaction that a body ran in. */
abstract class WriteBackInTransactionContract extends StoreContract {

    private TransactionalStoreUnderTest subject;

    abstract TransactionalStoreUnderTest openTransactional();

    @Override
    final StoreUnderTest open() {
        subject = openTransactional();
        return subject;
    }

    @Test
    void whatIsWrittenBackIsCommittedWithWhatTheBodyWrote() {
        StoredExecution attempt = running();
        NewExecution enqueued = root("another");

        subject.inTransaction(
                () -> {
                    store().insert(List.of(enqueued));
                    store().writeBackInTransaction(attempt, completed("1"));
                    assertThat(Threads.elsewhere(() -> row(attempt.id()))).isEqualTo(attempt);
                },
                true);

        assertThat(row(attempt.id()).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(store().views().find(enqueued.id())).isPresent();
    }

    @Test
    void aRollbackLeavesNothing() {
        StoredExecution parent = running();
        NewExecution child = child(parent, 0);

        writeBackInTransaction(
                parent, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child)), false);

        assertThat(row(parent.id())).isEqualTo(parent);
        assertThat(store().views().find(child.id())).isEmpty();
    }

    @Test
    void afterARollbackTheAttemptMayStillBeWrittenBack() {
        StoredExecution attempt = running();
        writeBackInTransaction(attempt, completed("1"), false);

        writeBack(attempt, again());

        assertThat(row(attempt.id()).status()).isEqualTo(TaskStatus.READY);
    }

    @Test
    void aRefusedAttemptCannotCommitWhatItsBodyWrote() {
        StoredExecution late = running();
        store().update(late.id(), to(again()));
        StoredExecution current = claim(TASK, 1).get(0);
        NewExecution enqueued = root("another");
        NewExecution child = child(late, 0);
        Change change = Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child));

        assertThatThrownBy(() -> subject.inTransaction(
                        () -> {
                            store().insert(List.of(enqueued));
                            assertThat(store().writeBackInTransaction(late, change)
                                            .refused())
                                    .containsExactly(late.id());
                        },
                        true))
                .isInstanceOf(IllegalStateException.class);

        assertThat(row(late.id())).isEqualTo(current);
        assertThat(store().views().standings(List.of(enqueued.id(), child.id())))
                .isEmpty();
    }

    @Test
    void withoutATransactionNothingIsCompleted() {
        StoredExecution attempt = running();

        assertThatThrownBy(() -> store().writeBackInTransaction(attempt, completed("1")))
                .isInstanceOf(IllegalStateException.class);

        assertThat(row(attempt.id())).isEqualTo(attempt);
    }

    @Test
    void nothingIsLockedThatTheSiblingsOfAChildWaitFor() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 3);
        cancel(children.get(2).id());

        subject.inTransaction(
                () -> {
                    store().writeBackInTransaction(
                                    children.get(0), completed("1").notified(false));
                    // Had the parent been locked, these would wait for a transaction that waits for them.
                    Threads.elsewhere(
                            () -> store().writeBack(List.of(outcomeOf(children.get(1), completed("1"))), LEAVE));
                    Threads.elsewhere(() -> store().close(10, LEAVE));
                },
                true);

        assertThat(row(parent.id()).family().unfinished()).isEqualTo(1);
        store().close(10, LEAVE);
        assertThat(row(parent.id()).family().unfinished()).isZero();
    }

    @Test
    void whoCancelsMeanwhileAndWhoCompletesDoNotBothWin() {
        StoredExecution attempt = running();

        assertThatThrownBy(() -> subject.inTransaction(
                        () -> {
                            Threads.elsewhere(() -> store().update(attempt.id(), to(Change.to(TaskStatus.CANCELLED))));
                            store().writeBackInTransaction(attempt, completed("1"));
                        },
                        true))
                .isInstanceOf(IllegalStateException.class);

        assertThat(row(attempt.id()).status()).isEqualTo(TaskStatus.CANCELLED);
    }
}
