package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the end of an attempt means to its parent, in the transaction that finishes it. */
abstract class NotifyContract extends StoreContract {

    @Test
    void theChildrenOfOneParentTellItTogether() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 3);
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        Written written = store().writeBack(completing(children.subList(0, 2)), family);

        assertThat(family.calls()).singleElement().satisfies(call -> {
            assertThat(call.parent().id()).isEqualTo(parent.id());
            assertThat(call.parent().status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
            assertThat(call.parent().family().children()).isEqualTo(3);
            assertThat(call.parent().family().unfinished()).isEqualTo(1);
            assertThat(call.parent().family().policy()).isEqualTo(POLICY);
            assertThat(ids(call.ended())).containsExactlyInAnyOrderElementsOf(ids(children.subList(0, 2)));
            assertThat(call.ended())
                    .allSatisfy(child -> assertThat(child.status()).isEqualTo(TaskStatus.COMPLETED));
        });
        assertThat(row(parent.id()).family().unfinished()).isEqualTo(1);
        assertThat(ids(written.changed()))
                .containsExactlyInAnyOrder(children.get(0).id(), children.get(1).id(), parent.id());
    }

    @Test
    void theCompletedAmongThemAreCounted() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 5);
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().writeBack(
                        List.of(
                                outcomeOf(children.get(0), completed("1")),
                                outcomeOf(children.get(1), completed("1")),
                                outcomeOf(
                                        children.get(2),
                                        Change.to(TaskStatus.FAILED).notified(true))),
                        family);
        cancel(children.get(3).id());
        store().close(10, family);

        assertThat(family.calls().get(0).parent().family()).isEqualTo(new Family(5, 2, 2, POLICY));
        assertThat(family.calls().get(1).parent().family()).isEqualTo(new Family(5, 1, 2, POLICY));
        assertThat(row(parent.id()).family()).isEqualTo(new Family(5, 1, 2, POLICY));
    }

    @Test
    void eachParentIsDecidedByItself() {
        List<StoredExecution> parents = running(2);
        StoredExecution first = runningChildren(parents.get(0), 1).get(0);
        StoredExecution second = runningChildren(parents.get(1), 2).get(0);
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().writeBack(completing(List.of(first, second)), family);

        assertThat(family.calls()).hasSize(2);
        assertThat(row(parents.get(0).id()).family().unfinished()).isZero();
        assertThat(row(parents.get(1).id()).family().unfinished()).isEqualTo(1);
    }

    @Test
    void theFamilyRuleSeesWhyAChildFailed() {
        StoredExecution child = runningChildren(running(), 1).get(0);
        TaskError error = TaskError.of(ErrorKind.EXCEPTION, "no such page");
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().writeBack(
                        List.of(outcomeOf(
                                child,
                                Change.to(TaskStatus.FAILED).because(error).notified(true))),
                        family);

        StoredExecution ended = family.calls().get(0).ended().get(0);
        assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(ended.error()).isEqualTo(error);
        assertThat(ended.lineage()).isEqualTo(child.lineage());
        assertThat(ended.taskId()).isEqualTo(CHILD);
    }

    @Test
    void whatTheFamilyRuleDecidesIsWrittenWithItsInserts() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 2);
        NewExecution step = combineStep(parent);
        FamilyRule combine = (row, ended) ->
                Optional.of(Change.to(TaskStatus.WAITING_FOR_COMBINE).inserting(List.of(step)));

        Written written = store().writeBack(completing(children), combine);

        StoredExecution row = row(parent.id());
        assertThat(row.status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        assertThat(row.family()).isEqualTo(new Family(2, 0, 2, POLICY));
        assertThat(ids(written.inserted())).containsExactly(step.id());
        assertThat(written.changed())
                .filteredOn(changed -> changed.id().equals(parent.id()))
                .singleElement()
                .satisfies(changed -> assertThat(changed.status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE));
        assertThat(ids(claim(COMBINE, 10))).containsExactly(step.id());
    }

    @Test
    void theCombineStepTellsItsParentWithoutBeingCounted() {
        StoredExecution parent = running();
        StoredExecution step = runningCombineStep(parent);
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().writeBack(completing(List.of(step)), family);

        assertThat(family.calls()).singleElement().satisfies(call -> {
            assertThat(call.parent().id()).isEqualTo(parent.id());
            assertThat(call.parent().family().unfinished()).isZero();
            assertThat(ids(call.ended())).containsExactly(step.id());
        });
        assertThat(row(parent.id()).family().unfinished()).isZero();
    }

    @Test
    void aParentTakesTheOutputOfItsCombineStep() {
        StoredExecution parent = running();
        StoredExecution step = runningCombineStep(parent);
        FamilyRule complete = (row, ended) -> Optional.of(
                Change.to(TaskStatus.COMPLETED).withOutputOf(ended.get(0).id()).notified(true));

        store().writeBack(List.of(outcomeOf(step, completed("{\"sum\":42}"))), complete);

        StoredExecution row = row(parent.id());
        assertThat(row.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(row.isNotified()).isTrue();
        assertThat(row.payloads().input()).isEqualTo(parent.payloads().input());
        assertThat(row.payloads().output()).isEqualTo("{\"sum\":42}");
        assertThat(row.times().finished()).isNotNull();
    }

    @Test
    void anExecutionThatFinishesWithoutBeingClosedTellsNobody() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 2).get(0);
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().writeBack(List.of(outcomeOf(child, Change.to(TaskStatus.FAILED))), family);

        assertThat(family.calls()).isEmpty();
        assertThat(row(child.id()).isNotified()).isFalse();
        assertThat(row(parent.id()).family().unfinished()).isEqualTo(2);
    }

    @Test
    void anAttemptThatIsFollowedByAnotherTellsNobody() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 1).get(0);
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().writeBack(List.of(outcomeOf(child, again())), family);

        assertThat(family.calls()).isEmpty();
        assertThat(row(parent.id()).family().unfinished()).isEqualTo(1);
    }

    @Test
    void aRefusedAttemptTellsNobody() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 1).get(0);
        store().update(child.id(), to(again()));
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        Written written = store().writeBack(completing(List.of(child)), family);

        assertThat(written.refused()).containsExactly(child.id());
        assertThat(family.calls()).isEmpty();
        assertThat(row(parent.id()).family().unfinished()).isEqualTo(1);
    }

    @Test
    void aParentThatHasFinishedIsLoweredButNotDecidedAgain() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 2).get(0);
        cancel(parent.id());
        StoredExecution before = row(parent.id());
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().writeBack(completing(List.of(child)), family);

        assertThat(family.calls()).isEmpty();
        assertThat(row(parent.id())).isEqualTo(before.notifiedBy(1, 1));
    }

    @Test
    void whatTheFamilyRuleThrowsUndoesTheEndOfTheChildrenToo() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 2);
        StoredExecution before = row(parent.id());
        IllegalStateException thrown = new IllegalStateException("broken rule");
        FamilyRule broken = (row, ended) -> {
            throw thrown;
        };

        assertThatThrownBy(() -> store().writeBack(completing(children), broken))
                .isSameAs(thrown);

        assertThat(row(parent.id())).isEqualTo(before);
        assertThat(children).allSatisfy(child -> assertThat(row(child.id())).isEqualTo(child));
    }

    @Test
    void aFamilyRuleMustNotCloseAParentThatHasAParent() {
        StoredExecution middle = runningChildren(running(), 1).get(0);
        ExecutionId middleId = middle.id();
        StoredExecution step = runningCombineStep(middle);
        StoredExecution before = row(middleId);
        FamilyRule closing =
                (row, ended) -> Optional.of(Change.to(TaskStatus.COMBINE_FAILED).notified(true));

        assertThatThrownBy(() -> store().writeBack(completing(List.of(step)), closing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(middleId.toString());

        assertThat(row(middleId)).isEqualTo(before);
        assertThat(row(step.id())).isEqualTo(step);
    }

    private static List<WriteBack> completing(List<StoredExecution> attempts) {
        return attempts.stream()
                .map(attempt -> outcomeOf(attempt, completed("1")))
                .toList();
    }
}
