package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.Role;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Wake;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every event at every starting status: what it does, or that it is refused. */
class LifecycleTest {

    private static final int MAX_CRASHES = 3;
    private static final TaskOptions NO_RETRIES =
            Rows.RETRIES.with(EnqueueOptions.none().withMaxRetries(0));

    private final Lifecycle lifecycle = new Lifecycle(Rows::id, () -> 0.5, MAX_CRASHES);

    /** What may happen to a single execution. */
    enum Event {
        COMPLETED,
        SPAWNED,
        FAILED,
        CLAIM_RETURNED,
        RESCUED,
        OVERDUE,
        GIVEN_UP,
        ITERATED,
        SLEEPS,
        CANCELLED,
        EXPIRED
    }

    /** What happens to whatever is unfinished. */
    private static boolean happensToAll(Event event) {
        return event == Event.CANCELLED || event == Event.EXPIRED;
    }

    private RowRule rule(Event event, StoredExecution row) {
        return switch (event) {
            case COMPLETED -> lifecycle.writeBack(new RunOutcome.Completed("1"));
            case SPAWNED -> spawning(List.of(Rows.spawned(row, 0)));
            case FAILED -> failing(ErrorKind.EXCEPTION, Rows.RETRIES);
            case CLAIM_RETURNED -> lifecycle.writeBack(RunOutcome.ClaimReturned.AT_ONCE);
            case RESCUED -> lifecycle.rescue();
            case OVERDUE -> lifecycle.overdue(any -> Optional.of(Rows.RETRIES));
            case GIVEN_UP -> lifecycle.returnClaims();
            case ITERATED -> lifecycle.writeBack(new RunOutcome.Iterated("2", Duration.ofSeconds(5)));
            case SLEEPS -> lifecycle.writeBack(new RunOutcome.Sleeps("key", Duration.ofDays(1)));
            case EXPIRED -> lifecycle.passDeadline();
            case CANCELLED -> lifecycle.cancel("no more");
        };
    }

    private RowRule spawning(List<NewExecution> children) {
        return lifecycle.writeBack(new RunOutcome.Spawned("1", Rows.COLLECT, children));
    }

    private RowRule failing(ErrorKind kind, TaskOptions options) {
        return lifecycle.writeBack(new RunOutcome.Failed(Rows.error(kind), options));
    }

    private Change change(Event event, StoredExecution row) {
        return rule(event, row).decide(row).orElseThrow();
    }

    private void assertRefused(Event event, TaskStatus status) {
        StoredExecution row = Rows.root(status);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> rule(event, row).decide(row))
                .withMessageContaining("is not allowed from " + status);
    }

    @Nested
    class Running {

        private final StoredExecution root = Rows.root(TaskStatus.RUNNING);
        private final StoredExecution child = Rows.child(TaskStatus.RUNNING);

        @ParameterizedTest
        @EnumSource
        void whateverHappensIsAllowed(Event event) {
            assertThat(rule(event, root).decide(root)).isPresent();
            assertThat(rule(event, child).decide(child)).isPresent();
        }

        @Test
        void aReturnedBodyCompletesAndIsClosedAtOnce() {
            assertThat(change(Event.COMPLETED, child))
                    .isEqualTo(Change.to(TaskStatus.COMPLETED).withOutput("1").notified(true));
        }

        @Test
        void aParentsBodyLeadsToItsChildren() {
            List<NewExecution> children = List.of(Rows.spawned(root, 0), Rows.spawned(root, 1));
            assertThat(spawning(children).decide(root))
                    .contains(Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                            .withIntermediate("1")
                            .spawning(Rows.COLLECT, children));
        }

        @Test
        void aParentsBodyWithoutChildrenLeadsToTheCombineStep() {
            Change change = spawning(List.of()).decide(root).orElseThrow();
            assertThat(change.status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
            assertThat(change.intermediate()).isEqualTo("1");
            assertThat(change.policy()).isEqualTo(Rows.COLLECT);
            assertThat(change.inserts()).singleElement().satisfies(step -> {
                assertThat(step.taskId()).isEqualTo("combine");
                assertThat(step.lineage().role()).isEqualTo(Role.COMBINE);
                assertThat(step.lineage().rootId()).isEqualTo(root.id());
                assertThat(step.input()).isNull();
            });
        }

        @Test
        void aFailedAttemptIsFollowedByTheNextAfterItsDelay() {
            for (int attempt = 1; attempt <= 3; attempt++) {
                assertThat(change(Event.FAILED, Rows.at(child, attempt, 0)))
                        .isEqualTo(Change.to(TaskStatus.READY)
                                .because(Rows.error(ErrorKind.EXCEPTION))
                                .nextAttemptIn(Duration.ofSeconds(1L << (attempt - 1))));
            }
        }

        @Test
        void theLastFailedAttemptFailsTheExecution() {
            assertThat(change(Event.FAILED, Rows.at(child, 4, 0)))
                    .isEqualTo(Change.to(TaskStatus.FAILED)
                            .because(Rows.error(ErrorKind.EXCEPTION))
                            .notified(true));
        }

        @ParameterizedTest
        @EnumSource(
                mode = Mode.EXCLUDE,
                names = {"EXCEPTION", "TIMED_OUT"})
        void anErrorThatNoRetryCanMendFailsTheExecutionAtOnce(ErrorKind kind) {
            assertThat(failing(kind, Rows.RETRIES).decide(root).orElseThrow().status())
                    .isEqualTo(TaskStatus.FAILED);
        }

        @Test
        void theLastAttemptThatTookTooLongTimesTheExecutionOut() {
            assertThat(failing(ErrorKind.TIMED_OUT, NO_RETRIES).decide(root))
                    .contains(Change.to(TaskStatus.TIMED_OUT)
                            .because(Rows.error(ErrorKind.TIMED_OUT))
                            .notified(true));
        }

        @ParameterizedTest
        @EnumSource(names = {"CLAIM_RETURNED", "GIVEN_UP"})
        void whatIsReturnedIsDueAtOnceAndCountsNothing(Event event) {
            assertThat(change(event, child)).isEqualTo(Change.to(TaskStatus.READY));
        }

        @Test
        void aCrashIsCountedApartFromAttempts() {
            assertThat(change(Event.RESCUED, Rows.at(child, 2, MAX_CRASHES - 1)))
                    .isEqualTo(Change.to(TaskStatus.READY).countingCrash());
        }

        @Test
        void oneCrashTooManyFailsTheExecution() {
            assertThat(change(Event.RESCUED, Rows.at(root, 1, MAX_CRASHES)))
                    .isEqualTo(Change.to(TaskStatus.FAILED)
                            .countingCrash()
                            .because(TaskError.of(
                                    ErrorKind.CRASHED,
                                    "Gave up after 4 server crashes during this execution (limit 3)"))
                            .notified(true));
        }

        @Test
        void anOverdueAttemptIsFollowedByTheNext() {
            Change change = change(Event.OVERDUE, child);
            assertThat(change.status()).isEqualTo(TaskStatus.READY);
            assertThat(change.countsAttempt()).isTrue();
            assertThat(change.dueIn()).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void theLastOverdueAttemptTimesTheExecutionOut() {
            Change change = change(Event.OVERDUE, Rows.at(root, 4, 0));
            assertThat(change.status()).isEqualTo(TaskStatus.TIMED_OUT);
            assertThat(Objects.requireNonNull(change.error()).message()).contains("PT1M");
        }

        @Test
        void anIterationIsFollowedByTheNextWithItsState() {
            Change change = change(Event.ITERATED, child);
            assertThat(change).isEqualTo(Change.to(TaskStatus.READY).nextIterationIn(Duration.ofSeconds(5), "2"));
            assertThat(change.countsAttempt()).isFalse();
            assertThat(change.clearsError()).isTrue();
        }

        @Test
        void aSleepingTaskThatIsDueGoesToSleepUnderItsKey() {
            assertThat(change(Event.SLEEPS, child)).isEqualTo(Change.toSleep("key", Duration.ofDays(1)));
        }

        @Test
        void aFailureThatSaysWhenToComeAgainIsRetriedThenWithoutJitter() {
            RunOutcome.Failed failed = new RunOutcome.Failed(
                    Rows.error(ErrorKind.EXCEPTION),
                    Rows.RETRIES.with(EnqueueOptions.none().withRetryJitter(1)),
                    Duration.ofMinutes(10));
            assertThat(new Lifecycle(Rows::id, () -> 0.9, MAX_CRASHES)
                            .writeBack(failed)
                            .decide(child))
                    .contains(Change.to(TaskStatus.READY)
                            .because(Rows.error(ErrorKind.EXCEPTION))
                            .nextAttemptIn(Duration.ofMinutes(10)));
        }

        @Test
        void aDelayThatTheFailureSaysIsHeldWithinADay() {
            assertThat(retryDelay(Duration.ofHours(25))).isEqualTo(Duration.ofHours(24));
            assertThat(retryDelay(Duration.ofSeconds(-1))).isZero();
        }

        private Duration retryDelay(Duration asked) {
            return lifecycle
                    .writeBack(new RunOutcome.Failed(Rows.error(ErrorKind.EXCEPTION), Rows.RETRIES, asked))
                    .decide(child)
                    .orElseThrow()
                    .dueIn();
        }

        @Test
        void aFailureThatSaysWhenToComeAgainIsTheLastOneAllTheSameWhenRetriesAreUsedUp() {
            RunOutcome.Failed failed =
                    new RunOutcome.Failed(Rows.error(ErrorKind.EXCEPTION), NO_RETRIES, Duration.ofSeconds(1));
            assertThat(lifecycle.writeBack(failed).decide(child).orElseThrow().status())
                    .isEqualTo(TaskStatus.FAILED);
        }

        @Test
        void aParentsBodyWithoutChildrenAndCombineStepCompletes() {
            ParentPolicy gathering = new ParentPolicy(ChildFailurePolicy.FAIL_FAST, null);
            assertThat(lifecycle
                            .writeBack(new RunOutcome.Spawned("1", gathering, List.of()))
                            .decide(root))
                    .contains(Change.to(TaskStatus.COMPLETED)
                            .withIntermediate("1")
                            .spawning(gathering, List.of())
                            .notified(true));
        }

        @Test
        void anOverdueExecutionOfAnUnknownTaskIsLeftToWhoeverKnowsIt() {
            assertThat(lifecycle.overdue(any -> Optional.empty()).decide(root)).isEmpty();
        }

        @Test
        void whatEndsOutsideItsOwnAttemptLeavesItsParentToBeTold() {
            assertThat(change(Event.CANCELLED, child).notified()).isFalse();
            assertThat(change(Event.RESCUED, Rows.at(child, 1, MAX_CRASHES)).notified())
                    .isFalse();
            assertThat(change(Event.OVERDUE, Rows.at(child, 4, 0)).notified()).isFalse();
            assertThat(change(Event.CANCELLED, root).notified()).isTrue();
            assertThat(change(Event.OVERDUE, Rows.at(root, 4, 0)).notified()).isTrue();
        }
    }

    @Nested
    class Waiting {

        @ParameterizedTest
        @EnumSource(
                mode = Mode.EXCLUDE,
                names = {"CANCELLED", "EXPIRED"})
        void whatBelongsToAClaimIsRefused(Event event) {
            assertRefused(event, TaskStatus.READY);
            assertRefused(event, TaskStatus.SLEEPING);
            assertRefused(event, TaskStatus.WAITING_FOR_CHILDREN);
            if (event != Event.COMPLETED) { // allowed there for a family; that no attempt makes it is the store's fence
                assertRefused(event, TaskStatus.WAITING_FOR_COMBINE);
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"READY", "SLEEPING"})
        void cancellationOfWhatHasNoRelativesClosesIt(TaskStatus status) {
            assertThat(change(Event.CANCELLED, Rows.root(status)))
                    .isEqualTo(Change.to(TaskStatus.CANCELLED)
                            .because(TaskError.of(ErrorKind.CANCELLED, "no more"))
                            .notified(true));
        }

        @ParameterizedTest
        @EnumSource(names = {"READY", "SLEEPING", "WAITING_FOR_CHILDREN", "WAITING_FOR_COMBINE"})
        void cancellationOfAChildLeavesItsParentToBeTold(TaskStatus status) {
            assertThat(change(Event.CANCELLED, Rows.child(status)).notified()).isFalse();
        }

        @ParameterizedTest
        @EnumSource(names = {"WAITING_FOR_CHILDREN", "WAITING_FOR_COMBINE"})
        void cancellationOfAParentLeavesWhatIsBelowToBeCancelled(TaskStatus status) {
            Change change = change(Event.CANCELLED, Rows.parent(status, Rows.COLLECT, 3, 2));
            assertThat(change.status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(change.notified()).isFalse();
        }
    }

    @Nested
    class Ended {

        @ParameterizedTest
        @EnumSource(
                mode = Mode.EXCLUDE,
                names = {"READY", "RUNNING", "SLEEPING", "WAITING_FOR_CHILDREN", "WAITING_FOR_COMBINE"})
        void nothingHappensAnyMore(TaskStatus status) {
            StoredExecution row = Rows.root(status);
            for (Event event : Event.values()) {
                if (happensToAll(event)) {
                    assertThat(rule(event, row).decide(row)).isEmpty();
                } else {
                    assertRefused(event, status);
                }
            }
        }
    }

    @Nested
    class PastItsDeadline {

        private TaskError error(StoredExecution row) {
            return Objects.requireNonNull(change(Event.EXPIRED, row).error());
        }

        @ParameterizedTest
        @EnumSource(names = {"READY", "RUNNING", "SLEEPING", "WAITING_FOR_CHILDREN", "WAITING_FOR_COMBINE"})
        void whateverIsUnfinishedTimesOutAndIsNotRetried(TaskStatus status) {
            assertThat(change(Event.EXPIRED, Rows.root(status)).status()).isEqualTo(TaskStatus.TIMED_OUT);
            assertThat(error(Rows.root(status)).kind()).isEqualTo(ErrorKind.TIMED_OUT);
            assertThat(error(Rows.root(status)).retryable()).isFalse();
        }

        @Test
        void theErrorSaysWhatWasWaitedFor() {
            assertThat(error(Rows.root(TaskStatus.SLEEPING)).message()).isEqualTo("Not woken up before its deadline");
            assertThat(error(Rows.root(TaskStatus.RUNNING)).message()).isEqualTo("Deadline exceeded");
        }

        @Test
        void onlyWhatHasNoRelativesIsClosed() {
            assertThat(change(Event.EXPIRED, Rows.root(TaskStatus.READY)).notified())
                    .isTrue();
            assertThat(change(Event.EXPIRED, Rows.child(TaskStatus.READY)).notified())
                    .isFalse();
            assertThat(change(Event.EXPIRED, Rows.parent(TaskStatus.WAITING_FOR_CHILDREN, Rows.COLLECT, 3, 2))
                            .notified())
                    .isFalse();
        }
    }

    @Nested
    class WokenUp {

        private static final TaskError REPORTED = TaskError.of(ErrorKind.REPORTED, "refused by the bank");

        private Optional<Change> woken(StoredExecution row, String taskId, @Nullable TaskError failure) {
            return lifecycle
                    .wake()
                    .decide(row, new Wake(taskId, null, row.id(), failure == null ? "7" : null, failure, false));
        }

        @ParameterizedTest
        @EnumSource(names = {"READY", "RUNNING", "SLEEPING"})
        void itEndsWithWhatItIsWokenUpWith(TaskStatus status) {
            assertThat(woken(Rows.root(status), "task", null))
                    .contains(Change.to(TaskStatus.COMPLETED).withOutput("7").notified(true));
            assertThat(woken(Rows.root(status), "task", REPORTED))
                    .contains(Change.to(TaskStatus.FAILED).because(REPORTED).notified(true));
        }

        @Test
        void aChildLeavesItsParentToBeTold() {
            assertThat(woken(Rows.child(TaskStatus.SLEEPING), "task", null)
                            .orElseThrow()
                            .notified())
                    .isFalse();
        }

        @Test
        void anExecutionOfAnotherTaskIsLeftAlone() {
            assertThat(woken(Rows.root(TaskStatus.SLEEPING), "another", null)).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(
                mode = Mode.EXCLUDE,
                names = {"READY", "RUNNING", "SLEEPING"})
        void whatHasFinishedOrWasNeverASleeperIsLeftAlone(TaskStatus status) {
            assertThat(woken(Rows.root(status), "task", null)).isEmpty();
            assertThat(woken(Rows.root(status), "task", REPORTED)).isEmpty();
        }
    }
}
