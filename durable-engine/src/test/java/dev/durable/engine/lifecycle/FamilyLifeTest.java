package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What the end of children means to a parent, by the parent's status. */
class FamilyLifeTest {

    private static final ExecutionId STEP = Rows.id();
    private static final TaskError NO_PAPER = TaskError.of(ErrorKind.EXCEPTION, "no paper");

    private final FamilyLife family = new FamilyLife(() -> STEP);

    private static StoredExecution completed(int index) {
        return Rows.child(TaskStatus.COMPLETED, index, null);
    }

    private static StoredExecution failed(int index) {
        return Rows.child(TaskStatus.FAILED, index, NO_PAPER);
    }

    private Change change(StoredExecution parent, StoredExecution... ended) {
        return family.decide(parent, List.of(ended)).orElseThrow();
    }

    @Nested
    class WaitingForChildren {

        private StoredExecution waiting(ParentPolicy policy, int unfinished) {
            return Rows.parent(TaskStatus.WAITING_FOR_CHILDREN, policy, 20, unfinished);
        }

        @Test
        void waitsOnWhileChildrenAreUnfinished() {
            assertThat(family.decide(waiting(Rows.FAIL_FAST, 1), List.of(completed(0))))
                    .isEmpty();
            assertThat(family.decide(waiting(Rows.COLLECT, 1), List.of(failed(0))))
                    .isEmpty();
        }

        @Test
        void combinesWhenTheLastChildHasCompleted() {
            StoredExecution parent = waiting(Rows.FAIL_FAST, 0);
            Change change = change(parent, completed(4));
            assertThat(change.status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
            assertThat(change.children()).isZero();
            assertThat(change.inserts()).singleElement().satisfies(step -> {
                assertThat(step.id()).isEqualTo(STEP);
                assertThat(step.taskId()).isEqualTo("combine");
                assertThat(step.lineage().role()).isEqualTo(Role.COMBINE);
                assertThat(step.lineage().parentId()).isEqualTo(parent.id());
                assertThat(step.lineage().rootId()).isEqualTo(parent.id());
                assertThat(step.delay()).isEqualTo(Duration.ZERO);
            });
        }

        @ParameterizedTest
        @EnumSource(names = {"FAILED", "TIMED_OUT", "CHILDREN_FAILED", "COMBINE_FAILED", "CANCELLED"})
        void failsWithTheFirstChildThatDidNotComplete(TaskStatus status) {
            StoredExecution child = Rows.child(status, 3, NO_PAPER);
            assertThat(change(waiting(Rows.FAIL_FAST, 4), child))
                    .isEqualTo(Change.to(TaskStatus.CHILDREN_FAILED)
                            .because(TaskError.of(
                                    ErrorKind.CHILDREN_FAILED,
                                    "child 3, task task, execution " + child.id() + ", is " + status + ": no paper")));
        }

        @Test
        void failsEvenIfTheFailedChildIsTheLastOne() {
            assertThat(change(waiting(Rows.FAIL_FAST, 0), completed(0), failed(1))
                            .status())
                    .isEqualTo(TaskStatus.CHILDREN_FAILED);
        }

        @Test
        void namesFailuresInOrderAndCountsTheRest() {
            StoredExecution[] ended =
                    IntStream.range(0, 13).mapToObj(i -> failed(12 - i)).toArray(StoredExecution[]::new);
            Change change = change(waiting(Rows.FAIL_FAST, 0), ended);
            assertThat(Objects.requireNonNull(change.error()).message())
                    .startsWith("child 0, ")
                    .contains("; child 9, ")
                    .doesNotContain("child 10")
                    .endsWith("; and 3 more")
                    .hasSizeLessThanOrEqualTo(ErrorText.LONGEST_MESSAGE);
        }

        @Test
        void combinesFailuresTooWhenItCollects() {
            assertThat(change(waiting(Rows.COLLECT, 0), failed(0)).status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        }

        @Test
        void failsIfItIsStoredWithoutAPolicy() {
            assertThat(change(Rows.root(TaskStatus.WAITING_FOR_CHILDREN), completed(0))
                            .status())
                    .isEqualTo(TaskStatus.CHILDREN_FAILED);
        }
    }

    @Nested
    class WaitingForCombine {

        private final StoredExecution parent = Rows.parent(TaskStatus.WAITING_FOR_COMBINE, Rows.COLLECT, 2, 0);

        @Test
        void completesWithTheOutputOfItsCombineStep() {
            StoredExecution step = Rows.step(TaskStatus.COMPLETED, null);
            assertThat(change(parent, step))
                    .isEqualTo(Change.to(TaskStatus.COMPLETED)
                            .withOutputOf(step.id())
                            .notified(true));
        }

        @ParameterizedTest
        @EnumSource(names = {"FAILED", "TIMED_OUT", "CHILDREN_FAILED", "COMBINE_FAILED", "CANCELLED"})
        void failsWithItsCombineStep(TaskStatus status) {
            StoredExecution step = Rows.step(status, NO_PAPER);
            assertThat(change(parent, step))
                    .isEqualTo(Change.to(TaskStatus.COMBINE_FAILED)
                            .because(TaskError.of(
                                    ErrorKind.COMBINE_FAILED,
                                    "The combine step, task task, execution " + step.id() + ", is " + status
                                            + ": no paper"))
                            .notified(true));
        }

        @Test
        void aParentThatIsAChildItselfIsClosedWhenItsOwnParentIsTold() {
            StoredExecution child = Rows.child(TaskStatus.WAITING_FOR_COMBINE);
            assertThat(change(child, Rows.step(TaskStatus.COMPLETED, null)).notified())
                    .isFalse();
        }

        @Test
        void theEndOfAChildMeansNothingNow() {
            assertThat(family.decide(parent, List.of(failed(0)))).isEmpty();
        }
    }

    @Nested
    class WaitingForAQuorum {

        private static final TaskStatus WAITING = TaskStatus.WAITING_FOR_CHILDREN;

        private final ParentPolicy failFast = Rows.FAIL_FAST.withQuorum(2);
        private final ParentPolicy collect = Rows.COLLECT.withQuorum(2);

        @Test
        void waitsOnWhileItCanBeReachedHoweverManyFailed() {
            assertThat(family.decide(Rows.parent(WAITING, failFast, 4, 2, 0), List.of(failed(0), failed(1))))
                    .isEmpty();
            assertThat(family.decide(Rows.parent(WAITING, collect, 4, 1, 1), List.of(failed(2))))
                    .isEmpty();
        }

        @Test
        void combinesOnceItIsReachedThoughOthersAreUnfinished() {
            for (ParentPolicy policy : List.of(failFast, collect)) {
                Change change = change(Rows.parent(WAITING, policy, 4, 2, 2), completed(3));
                assertThat(change.status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
                assertThat(change.inserts())
                        .singleElement()
                        .satisfies(step -> assertThat(step.lineage().role()).isEqualTo(Role.COMBINE));
            }
        }

        @Test
        void isReachedEvenIfTheSameTransactionBringsFailures() {
            assertThat(change(Rows.parent(WAITING, failFast, 4, 0, 2), failed(0), completed(1), failed(2), completed(3))
                            .status())
                    .isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        }

        @Test
        void failsFastOnceItIsOutOfReachAndSaysWhy() {
            StoredExecution child = failed(2);
            Change change = change(Rows.parent(WAITING, failFast, 3, 1, 0), child);
            assertThat(change)
                    .isEqualTo(Change.to(TaskStatus.CHILDREN_FAILED)
                            .because(TaskError.of(
                                    ErrorKind.CHILDREN_FAILED,
                                    "Of 3 children 2 had to complete, and 2 did not: child 2, task task, execution "
                                            + child.id() + ", is FAILED: no paper")));
        }

        @Test
        void combinesWhatThereIsOnceItIsOutOfReachWhenItCollects() {
            assertThat(change(Rows.parent(WAITING, collect, 3, 1, 0), failed(2)).status())
                    .isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
        }

        @Test
        void theEndOfAChildAfterTheDecisionMeansNothing() {
            StoredExecution parent = Rows.parent(TaskStatus.WAITING_FOR_COMBINE, collect, 4, 0, 4);
            assertThat(family.decide(parent, List.of(completed(2), failed(3)))).isEmpty();
        }

        @Test
        void completesAtOnceIfNothingCombinesAndLeavesTheOthersToBeCancelled() {
            ParentPolicy gathering = new ParentPolicy(ChildFailurePolicy.COLLECT, null).withQuorum(2);
            assertThat(change(Rows.parent(WAITING, gathering, 3, 1, 2), completed(1)))
                    .isEqualTo(Change.to(TaskStatus.COMPLETED));
            assertThat(change(Rows.parent(WAITING, gathering, 2, 0, 2), completed(1)))
                    .isEqualTo(Change.to(TaskStatus.COMPLETED).notified(true));
        }
    }

    @Nested
    class Gathering {

        private final ParentPolicy failFast = new ParentPolicy(ChildFailurePolicy.FAIL_FAST, null);
        private final ParentPolicy collect = new ParentPolicy(ChildFailurePolicy.COLLECT, null);

        @Test
        void completesWithItsLastChildAndStoresNoOutput() {
            assertThat(change(Rows.parent(TaskStatus.WAITING_FOR_CHILDREN, failFast, 2, 0), completed(1)))
                    .isEqualTo(Change.to(TaskStatus.COMPLETED).notified(true));
        }

        @Test
        void isClosedLaterIfItIsAChildItself() {
            assertThat(change(Rows.innerParent(TaskStatus.WAITING_FOR_CHILDREN, failFast, 2, 0, 2), completed(1)))
                    .isEqualTo(Change.to(TaskStatus.COMPLETED));
        }

        @Test
        void failsFastOrCollectsAsAnyParent() {
            assertThat(change(Rows.parent(TaskStatus.WAITING_FOR_CHILDREN, failFast, 2, 1, 0), failed(1))
                            .status())
                    .isEqualTo(TaskStatus.CHILDREN_FAILED);
            assertThat(change(Rows.parent(TaskStatus.WAITING_FOR_CHILDREN, collect, 2, 0, 0), failed(1))
                            .status())
                    .isEqualTo(TaskStatus.COMPLETED);
        }
    }

    @Nested
    class ASequence {

        private static final TaskStatus WAITING = TaskStatus.WAITING_FOR_CHILDREN;

        private final ParentPolicy steps = ParentPolicy.sequence(List.of("first", "second", "third"));

        @Test
        void staysWhereItIsWithTheNextStepInserted() {
            StoredExecution parent = Rows.parent(WAITING, steps, 1, 0);
            Change change = change(parent, completed(0));
            assertThat(change.status()).isEqualTo(WAITING);
            assertThat(change.children()).isEqualTo(1);
            assertThat(change.policy()).isNull();
            assertThat(change.inserts()).singleElement().satisfies(step -> {
                assertThat(step.id()).isEqualTo(STEP);
                assertThat(step.taskId()).isEqualTo("second");
                assertThat(step.input()).isNull();
                assertThat(step.lineage()).isEqualTo(parent.lineage().child(parent.id(), 1));
            });
        }

        @Test
        void completesWithTheOutputOfItsLastStep() {
            StoredExecution last = completed(2);
            assertThat(change(Rows.parent(WAITING, steps, 3, 0), last))
                    .isEqualTo(Change.to(TaskStatus.COMPLETED)
                            .withOutputOf(last.id())
                            .notified(true));
            assertThat(change(Rows.innerParent(WAITING, steps, 3, 0, 3), last).notified())
                    .isFalse();
        }

        @ParameterizedTest
        @EnumSource(names = {"FAILED", "TIMED_OUT", "CHILDREN_FAILED", "COMBINE_FAILED", "CANCELLED"})
        void failsWithTheStepThatDoesNotCompleteAndNamesIt(TaskStatus status) {
            StoredExecution step = Rows.child(status, 1, NO_PAPER);
            assertThat(change(Rows.parent(WAITING, steps, 2, 0, 1), step))
                    .isEqualTo(Change.to(TaskStatus.CHILDREN_FAILED)
                            .because(TaskError.of(
                                    ErrorKind.CHILDREN_FAILED,
                                    "Step 2 of 3 of sequence task, task task, execution " + step.id() + ", is " + status
                                            + ": no paper"))
                            .notified(true));
        }

        @Test
        void aLateStepOfAnEndedSequenceMeansNothing() {
            assertThat(family.decide(Rows.parent(TaskStatus.CANCELLED, steps, 1, 0), List.of(completed(0))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"WAITING_FOR_CHILDREN", "WAITING_FOR_COMBINE"})
    void inAnyOtherStatusTheEndOfAChildMeansNothing(TaskStatus status) {
        StoredExecution parent = Rows.parent(status, Rows.FAIL_FAST, 2, 1);
        assertThat(family.decide(parent, List.of(failed(0)))).isEmpty();
        assertThat(family.decide(parent, List.of(Rows.step(TaskStatus.COMPLETED, null))))
                .isEmpty();
    }
}
