package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.NewExecution;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

abstract class SweepContract extends StoreContract {

    private static final RowRule RETURN_CLAIM = to(again());
    private static final RowRule CANCEL = to(Change.to(TaskStatus.CANCELLED));

    @Test
    void whatAnExecutorHoldsIsFoundAndNothingElse() {
        List<StoredExecution> held = running(2);
        insert(root(TASK));
        ExecutorId other = newExecutor();
        store().claim(query(other, 1, TASK));
        insert(root(TASK));

        Written written = store().sweep(new SweepCondition.ClaimedBy(executor), 10, RETURN_CLAIM);

        assertThat(ids(written.changed())).containsExactlyInAnyOrderElementsOf(ids(held));
        assertThat(held).allSatisfy(row -> assertThat(row(row.id()).status()).isEqualTo(TaskStatus.READY));
        assertThat(store().views().figures().running()).isEqualTo(1);
    }

    @Test
    void theLimitHoldsAndSaysThatThereIsMore() {
        running(5);

        Written cut = store().sweep(new SweepCondition.ClaimedBy(executor), 3, RETURN_CLAIM);
        Written rest = store().sweep(new SweepCondition.ClaimedBy(executor), 3, RETURN_CLAIM);

        assertThat(cut.changed()).hasSize(3);
        assertThat(cut.more()).isTrue();
        assertThat(rest.changed()).hasSize(2);
        assertThat(rest.more()).isFalse();
    }

    @Test
    void aRowThatTheRuleLeavesStaysAndWaits() {
        StoredExecution held = running();

        store().sweep(new SweepCondition.ClaimedBy(executor), 10, row -> Optional.empty());

        assertThat(row(held.id())).isEqualTo(held);
        assertThat(found(new SweepCondition.ClaimedBy(executor))).containsExactly(held.id());
    }

    @Test
    void insertsAreStoredWithTheRow() {
        StoredExecution held = running();
        NewExecution step = combineStep(held);

        Written written = store().sweep(
                        new SweepCondition.ClaimedBy(executor),
                        10,
                        to(Change.to(TaskStatus.WAITING_FOR_COMBINE).spawning(POLICY, List.of(step))));

        assertThat(ids(written.inserted())).containsExactly(step.id());
        assertThat(row(step.id()).status()).isEqualTo(TaskStatus.READY);
    }

    @Test
    void whatTheRuleThrowsPassesThroughAndUndoesTheWholeBatch() {
        List<StoredExecution> held = running(3);
        IllegalStateException thrown = new IllegalStateException("broken rule");
        RowRule broken = row -> {
            if (row.id().equals(held.get(1).id())) {
                throw thrown;
            }
            return Optional.of(again());
        };

        assertThatThrownBy(() -> store().sweep(new SweepCondition.ClaimedBy(executor), 10, broken))
                .isSameAs(thrown);

        assertThat(held).allSatisfy(row -> assertThat(row(row.id())).isEqualTo(row));
    }

    @Test
    void aRowThatHasAParentIsNotClosedWithoutTellingIt() {
        StoredExecution child = runningChildren(running(), 1).get(0);

        assertThatThrownBy(() -> store().sweep(
                                new SweepCondition.ClaimedBy(executor),
                                10,
                                to(Change.to(TaskStatus.FAILED).notified(true))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(row(child.id())).isEqualTo(child);
    }

    @Test
    void whatRunsUnderALiveLeaseHasNotExpired() {
        lease(executor, LONG);
        running();

        assertThat(found(new SweepCondition.LeaseExpired())).isEmpty();
    }

    @Test
    void whatRunsUnderAnExpiredLeaseHasExpired() {
        lease(executor, SHORT);
        ExecutorId alive = newExecutor();
        lease(alive, LONG);
        StoredExecution expired = running();
        insert(root("other"));
        store().claim(query(alive, 1, "other"));
        insert(root(TASK));
        pass(SHORT);

        assertThat(found(new SweepCondition.LeaseExpired())).containsExactly(expired.id());
    }

    @Test
    void whatRunsUnderAnExecutorThatNeverHadALeaseHasExpired() {
        StoredExecution orphan = running();

        assertThat(found(new SweepCondition.LeaseExpired())).containsExactly(orphan.id());
    }

    @Test
    void aRescuedExecutionCountsItsCrashAndNoAttempt() {
        StoredExecution expired = running();

        store().sweep(new SweepCondition.LeaseExpired(), 10, to(again().countingCrash()));

        StoredExecution row = row(expired.id());
        assertThat(row.status()).isEqualTo(TaskStatus.READY);
        assertThat(row.claim())
                .isEqualTo(new StoredExecution.Claim(expired.claim().token(), 1, 1, 1, null, SERVER));
        assertThat(found(new SweepCondition.LeaseExpired())).isEmpty();
    }

    @Test
    void overdueIsWhatIsPastItsExpiryUnderALiveLease() {
        lease(executor, LONG);
        ExecutionId overdue =
                insert(root(TASK, Duration.ZERO, EnqueueOptions.none().withTimeout(SHORT)));
        insert(root(TASK, Duration.ZERO, EnqueueOptions.none().withTimeout(LONG)));
        claimWithoutLeeway(2);
        pass(SHORT);

        assertThat(found(new SweepCondition.ClaimExpired(Set.of(TASK)))).containsExactly(overdue);
        assertThat(found(new SweepCondition.LeaseExpired())).isEmpty();
    }

    @Test
    void overdueExecutionsOfOtherTasksAreLeftAlone() {
        lease(executor, LONG);
        insert(root(TASK, Duration.ZERO, EnqueueOptions.none().withTimeout(SHORT)));
        claimWithoutLeeway(1);
        pass(SHORT);

        assertThat(found(new SweepCondition.ClaimExpired(Set.of("another")))).isEmpty();
        assertThat(found(new SweepCondition.ClaimExpired(Set.of()))).isEmpty();
    }

    @Test
    void withAnExpiredLeaseNothingIsOverdue() {
        lease(executor, SHORT);
        ExecutionId expired =
                insert(root(TASK, Duration.ZERO, EnqueueOptions.none().withTimeout(SHORT)));
        claimWithoutLeeway(1);
        pass(SHORT);

        assertThat(found(new SweepCondition.ClaimExpired(Set.of(TASK)))).isEmpty();
        assertThat(found(new SweepCondition.LeaseExpired())).containsExactly(expired);
    }

    @Test
    void whatRunsWithoutALeaseIsNotOverdue() {
        insert(root(TASK, Duration.ZERO, EnqueueOptions.none().withTimeout(SHORT)));
        claimWithoutLeeway(1);
        pass(SHORT);

        assertThat(found(new SweepCondition.ClaimExpired(Set.of(TASK)))).isEmpty();
    }

    @Test
    void theUnfinishedChildrenOfAFinishedParentAreOrphaned() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 5);
        writeBack(children.get(0), completed("1"));
        writeBack(children.get(1), Change.to(TaskStatus.FAILED));
        writeBack(children.get(2), again());
        writeBack(
                children.get(3),
                Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child(children.get(3), 0))));
        assertThat(found(new SweepCondition.Orphaned())).isEmpty();

        cancel(parent.id());

        // The grandchild is none: its own parent has not finished yet.
        assertThat(found(new SweepCondition.Orphaned()))
                .containsExactlyInAnyOrderElementsOf(ids(children.subList(2, 5)));
    }

    @Test
    void theUnfinishedCombineStepOfAFinishedParentIsOrphaned() {
        StoredExecution parent = running();
        StoredExecution step = runningCombineStep(parent);
        cancel(parent.id());

        Written written = store().sweep(new SweepCondition.Orphaned(), 10, CANCEL);

        assertThat(ids(written.changed())).containsExactly(step.id());
        assertThat(row(step.id()).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(found(new SweepCondition.Orphaned())).isEmpty();
    }

    @Test
    void theUnfinishedChildrenOfAParentThatCombinesAreOrphaned() {
        StoredExecution parent = running();
        List<StoredExecution> children = leftBehindByTheirParent(parent, 3);
        writeBack(children.get(0), completed("1"));
        writeBack(
                children.get(1),
                Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child(children.get(1), 0))));

        // Neither the combine step, which is what the parent waits for, nor the grandchild.
        assertThat(found(new SweepCondition.Orphaned()))
                .containsExactlyInAnyOrderElementsOf(ids(children.subList(1, 3)));

        cancel(children.get(1).id());

        assertThat(found(new SweepCondition.Orphaned()))
                .hasSize(2)
                .contains(children.get(2).id());
    }

    @Test
    void theChildrenOfAParentThatWaitsForThemAreNotOrphaned() {
        StoredExecution parent = running();
        writeBack(runningChildren(parent, 2).get(0), completed("1"));

        assertThat(found(new SweepCondition.Orphaned())).isEmpty();
    }

    private void claimWithoutLeeway(int count) {
        assertThat(store().claim(new ClaimQuery(
                                executor, SERVER, Map.of(TASK, TIMEOUT), Map.of(), Duration.ZERO, count, true, 2))
                        .executions())
                .hasSize(count);
    }
}
