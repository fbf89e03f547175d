package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Notified;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Children that end when their parent waits for them no longer: what it combines is without them, whatever they came
 * to.
 */
abstract class TooLateContract extends StoreContract {

    private static final FamilyRule COMBINE = (parent, ended) -> parent.status() == TaskStatus.WAITING_FOR_CHILDREN
            ? Optional.of(Change.to(TaskStatus.WAITING_FOR_COMBINE))
            : Optional.empty();

    @Test
    void whoTellsAParentThatWaitsIsNotLate() {
        StoredExecution child = runningChildren(running(), 2).get(0);

        writeBack(child, completed("1"));

        assertThat(row(child.id()).notified()).isEqualTo(Notified.YES);
    }

    @Test
    void whoTellsAParentThatCombinesIsLate() {
        StoredExecution parent = running();
        StoredExecution child = leftBehindByTheirParent(parent, 2).get(0);
        StoredExecution before = row(parent.id());

        Written written = store().writeBack(completing(List.of(child)), LEAVE);

        assertThat(row(child.id()).notified()).isEqualTo(Notified.TOO_LATE);
        assertThat(row(child.id()).isNotified()).isTrue();
        assertThat(row(child.id()).payloads().output()).isEqualTo("1");
        assertThat(row(parent.id())).isEqualTo(before.notifiedBy(1, 1));
        assertThat(written.changed())
                .filteredOn(row -> row.id().equals(child.id()))
                .singleElement()
                .satisfies(row -> assertThat(row.notified()).isEqualTo(Notified.TOO_LATE));
    }

    @Test
    void whoTellsAParentThatHasFinishedIsLate() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 1).get(0);
        cancel(parent.id());

        store().writeBack(completing(List.of(child)), LEAVE);

        assertThat(row(child.id()).notified()).isEqualTo(Notified.TOO_LATE);
    }

    @Test
    void ofThoseWhoTellTogetherNoneIsLateIfTheParentWaitedUntilThen() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 4);

        store().writeBack(completing(children.subList(0, 3)), COMBINE);
        store().writeBack(completing(children.subList(3, 4)), COMBINE);

        assertThat(row(parent.id()).status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        assertThat(children.stream().map(child -> row(child.id()).notified()))
                .containsExactly(Notified.YES, Notified.YES, Notified.YES, Notified.TOO_LATE);
    }

    @Test
    void theRuleIsAskedAboutTheLateToo() {
        StoredExecution parent = running();
        StoredExecution child = leftBehindByTheirParent(parent, 2).get(0);
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().writeBack(completing(List.of(child)), family);

        assertThat(family.calls()).singleElement().satisfies(call -> {
            assertThat(call.parent().status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
            assertThat(call.parent().family().unfinished()).isEqualTo(1);
            assertThat(ids(call.ended())).containsExactly(child.id());
        });
    }

    @Test
    void theCombineStepIsNeverLate() {
        StoredExecution parent = running();
        StoredExecution step = runningCombineStep(parent);
        StoredExecution cancelled = running();
        StoredExecution left = runningCombineStep(cancelled);
        cancel(cancelled.id());

        store().writeBack(completing(List.of(step, left)), LEAVE);

        assertThat(row(step.id()).notified()).isEqualTo(Notified.YES);
        assertThat(row(left.id()).notified()).isEqualTo(Notified.YES);
    }

    @Test
    void whoIsClosedUnderAParentThatWaitsIsNotLate() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 2);
        children.forEach(child -> cancel(child.id()));

        store().close(10, COMBINE);

        assertThat(row(parent.id()).status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        assertThat(children)
                .allSatisfy(child -> assertThat(row(child.id()).notified()).isEqualTo(Notified.YES));
    }

    @Test
    void whoIsClosedUnderAParentThatCombinesIsLate() {
        StoredExecution parent = running();
        List<StoredExecution> children = leftBehindByTheirParent(parent, 2);
        StoredExecution before = row(parent.id());
        store().sweep(new SweepCondition.Orphaned(), 10, to(Change.to(TaskStatus.CANCELLED)));

        Written written = store().close(10, LEAVE);

        assertThat(children)
                .allSatisfy(child -> assertThat(row(child.id()).notified()).isEqualTo(Notified.TOO_LATE));
        assertThat(row(parent.id())).isEqualTo(before.notifiedBy(2, 0));
        assertThat(written.changed())
                .filteredOn(row -> row.notified() == Notified.TOO_LATE)
                .hasSize(2);
        assertThat(store().close(10, LEAVE)).isEqualTo(Written.NOTHING);
    }

    @Test
    void whoIsClosedUnderAParentThatHasFinishedIsLate() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 1).get(0);
        cancel(parent.id());
        cancel(child.id());

        store().close(10, LEAVE);

        assertThat(row(child.id()).notified()).isEqualTo(Notified.TOO_LATE);
    }

    private static List<WriteBack> completing(List<StoredExecution> attempts) {
        return attempts.stream()
                .map(attempt -> outcomeOf(attempt, completed("1")))
                .toList();
    }
}
