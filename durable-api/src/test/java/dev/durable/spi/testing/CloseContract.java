package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Written;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

abstract class CloseContract extends StoreContract {

    @Test
    void whatHasFinishedIsClosed() {
        StoredExecution attempt = running();
        cancel(attempt.id());
        StoredExecution before = row(attempt.id());

        Written written = store().close(10, LEAVE);

        assertThat(ids(written.changed())).containsExactly(attempt.id());
        assertThat(row(attempt.id())).isEqualTo(before.markedNotified());
        assertThat(written.more()).isFalse();
    }

    @Test
    void whatIsUnfinishedOrClosedAlreadyIsLeft() {
        List<StoredExecution> attempts = running(3);
        writeBack(attempts.get(0), completed("1"));
        writeBack(attempts.get(1), again());

        assertThat(store().close(10, LEAVE)).isEqualTo(Written.NOTHING);
    }

    @Test
    void aClosedChildTellsItsParentOnce() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 3);
        cancel(children.get(0).id());
        cancel(children.get(1).id());
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        Written written = store().close(10, family);
        store().close(10, family);

        assertThat(family.calls()).singleElement().satisfies(call -> {
            assertThat(call.parent().id()).isEqualTo(parent.id());
            assertThat(call.parent().family().unfinished()).isEqualTo(1);
            assertThat(ids(call.ended())).containsExactlyInAnyOrderElementsOf(ids(children.subList(0, 2)));
            assertThat(call.ended())
                    .allSatisfy(child -> assertThat(child.status()).isEqualTo(TaskStatus.CANCELLED));
        });
        assertThat(row(parent.id()).family().unfinished()).isEqualTo(1);
        assertThat(ids(written.changed()))
                .containsExactlyInAnyOrder(children.get(0).id(), children.get(1).id(), parent.id());
    }

    @Test
    void theFamilyRuleDecidesWhatBecomesOfTheParent() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 1).get(0);
        cancel(child.id());
        NewExecution step = combineStep(parent);
        FamilyRule combine = (row, ended) ->
                Optional.of(Change.to(TaskStatus.WAITING_FOR_COMBINE).inserting(List.of(step)));

        Written written = store().close(10, combine);

        assertThat(row(parent.id()).status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        assertThat(ids(written.inserted())).containsExactly(step.id());
        assertThat(row(step.id()).status()).isEqualTo(TaskStatus.READY);
    }

    @Test
    void aClosedCombineStepTellsItsParentWithoutBeingCounted() {
        StoredExecution parent = running();
        StoredExecution step = runningCombineStep(parent);
        cancel(step.id());
        FamilyRule fail =
                (row, ended) -> Optional.of(Change.to(TaskStatus.COMBINE_FAILED).notified(true));

        store().close(10, fail);

        StoredExecution row = row(parent.id());
        assertThat(row.status()).isEqualTo(TaskStatus.COMBINE_FAILED);
        assertThat(row.isNotified()).isTrue();
        assertThat(row.family().unfinished()).isZero();
    }

    @Test
    void aParentIsNotClosedWhileAChildIsUnfinished() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 2);
        cancel(parent.id());
        writeBack(children.get(0), completed("1"));

        store().close(10, LEAVE);
        assertThat(row(parent.id()).isNotified()).isFalse();

        writeBack(children.get(1), completed("1"));
        store().close(10, LEAVE);
        assertThat(row(parent.id()).isNotified()).isTrue();
    }

    @Test
    void aParentIsNotClosedWhileItsCombineStepIsUnfinished() {
        StoredExecution parent = running();
        StoredExecution step = runningCombineStep(parent);
        cancel(parent.id());

        store().close(10, LEAVE);
        assertThat(row(parent.id()).isNotified()).isFalse();

        writeBack(step, completed("1"));
        store().close(10, LEAVE);
        assertThat(row(parent.id()).isNotified()).isTrue();
    }

    @Test
    void aParentThatHasFinishedIsLoweredButNotDecidedAgain() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 2).get(0);
        cancel(parent.id());
        cancel(child.id());
        StoredExecution before = row(parent.id());
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().close(10, family);

        assertThat(family.calls()).isEmpty();
        assertThat(row(child.id()).isNotified()).isTrue();
        assertThat(row(parent.id())).isEqualTo(before.notifiedBy(1, 0));
    }

    @Test
    void aCancelledTreeIsClosedInTheEndWhateverTheLimit() {
        StoredExecution top = running();
        StoredExecution middle = runningChildren(top, 1).get(0);
        StoredExecution leaf = runningChildren(middle, 1).get(0);
        List.of(top, middle, leaf).forEach(row -> cancel(row.id()));

        int calls = 0;
        while (!store().close(1, LEAVE).changed().isEmpty()) {
            calls++;
        }

        assertThat(calls).isEqualTo(3);
        assertThat(List.of(top, middle, leaf)).allSatisfy(row -> {
            assertThat(row(row.id()).isNotified()).isTrue();
            assertThat(row(row.id()).family().unfinished()).isZero();
        });
    }

    @Test
    void theLimitHoldsAndSaysThatThereIsMore() {
        running(5).forEach(attempt -> cancel(attempt.id()));

        Written cut = store().close(3, LEAVE);
        Written rest = store().close(3, LEAVE);

        assertThat(cut.changed()).hasSize(3);
        assertThat(cut.more()).isTrue();
        assertThat(rest.changed()).hasSize(2);
        assertThat(rest.more()).isFalse();
    }

    @Test
    void whatTheFamilyRuleThrowsPassesThroughAndUndoesTheWholeBatch() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 1).get(0);
        StoredExecution lonely = running();
        cancel(child.id());
        cancel(lonely.id());
        StoredExecution before = row(parent.id());
        IllegalStateException thrown = new IllegalStateException("broken rule");
        FamilyRule broken = (row, ended) -> {
            throw thrown;
        };

        assertThatThrownBy(() -> store().close(10, broken)).isSameAs(thrown);

        assertThat(row(parent.id())).isEqualTo(before);
        assertThat(row(child.id()).isNotified()).isFalse();
        assertThat(row(lonely.id()).isNotified()).isFalse();
    }
}
