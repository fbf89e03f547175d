package dev.durable.engine.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.CancelAnswer;
import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.ExecutionNotFoundException;
import dev.durable.Finished;
import dev.durable.LimitExceededException;
import dev.durable.ParentTask;
import dev.durable.SleepingTask;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.UnknownTaskException;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Reply;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wakes up what sleeps: in time, too early, too late, twice. */
class WakeTest {

    private static final String KEY = "order 1";
    private static final WakeAnswer WOKEN = new WakeAnswer.Woken();
    private static final WakeAnswer KEPT = new WakeAnswer.Kept();
    private static final WakeAnswer REQUESTED = new WakeAnswer.Pending();
    private static final WakeUp<String> YES = WakeUp.completed("yes");
    private static final WakeUp<String> NO = WakeUp.failed("refused by the bank");

    private final World world = new World();
    private final ManualEngine engine = engine();

    @AfterEach
    void end() {
        world.close();
    }

    static final class Asking implements ParentTask<String, Integer, String> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            return Children.of(0).and(Reply.class, text);
        }

        @Override
        public String combine(TaskContext context, Finished<String, Integer> all) {
            return "heard " + all.outputs(Reply.class);
        }
    }

    /** What it is woken up with has subtypes. */
    static final class Amount implements SleepingTask<String, Number> {

        @Override
        public String key(String input) {
            return input;
        }
    }

    private ManualEngine engine() {
        return world.engine(
                Reply.task(),
                TestTask.sleeping("amount", new Amount(), String.class, Number.class),
                Reply.Other.task(),
                TestTask.parent(
                        "asking",
                        new Asking(),
                        String.class,
                        Integer.class,
                        String.class,
                        ChildFailurePolicy.FAIL_FAST));
    }

    private TaskHandle<String> sleeper() {
        return engine.client().enqueue(Reply.class, KEY);
    }

    private WakeAnswer wake(WakeUp<String> wakeUp) {
        return engine.client().wakeUp(Reply.class, KEY, wakeUp);
    }

    private static WakeAnswer already(TaskStatus status) {
        return new WakeAnswer.AlreadyFinished(status);
    }

    @Nested
    class InTime {

        @Test
        void itCompletesWithWhatItIsWokenUpWith() {
            TaskHandle<String> handle = sleeper();
            assertThat(wake(YES)).isEqualTo(WOKEN);
            assertThat(handle.execution().status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(handle.execution().output()).contains("yes");
            assertThat(world.row(handle).isNotified()).isTrue();
        }

        @Test
        void itMayCompleteWithNothing() {
            TaskHandle<String> handle = sleeper();
            wake(WakeUp.completed(null));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
            assertThat(handle.execution().output()).isEmpty();
        }

        @Test
        void itMayCompleteWithASubtypeOfItsOutput() {
            TaskHandle<Number> handle = engine.client().enqueue(Amount.class, KEY);
            // Its type is that of the argument, since the call that follows hides what is asked for.
            WakeUp<Integer> wakeUp = WakeUp.completed(5).keepForNext();
            assertThat(engine.client().wakeUp(Amount.class, KEY, wakeUp)).isEqualTo(WOKEN);
            assertThat(handle.execution().output())
                    .hasValueSatisfying(amount -> assertThat(amount.intValue()).isEqualTo(5));
        }

        @Test
        void itFailsWithWhatIsReported() {
            TaskHandle<String> handle = sleeper();
            assertThat(wake(NO)).isEqualTo(WOKEN);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
            assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.REPORTED);
            assertThat(world.error(handle).message()).isEqualTo("refused by the bank");
            assertThat(handle.attempts()).isEmpty();
        }

        @Test
        void aLongReportIsShortened() {
            TaskHandle<String> handle = sleeper();
            wake(WakeUp.failed("x".repeat(10_000)));
            assertThat(world.error(handle).message()).hasSize(2_000);
        }

        @Test
        void anyServerThatKnowsTheTaskMayWakeIt() {
            TaskHandle<String> handle = sleeper();
            ManualEngine other = engine();
            world.kill(engine);
            assertThat(other.client().wakeUp(Reply.class, KEY, YES)).isEqualTo(WOKEN);
            assertThat(world.output(handle)).isEqualTo("\"yes\"");
        }

        @Test
        void itsParentGoesOn() {
            TaskHandle<String> handle = engine.client().enqueue(Asking.class, KEY);
            world.settle();
            assertThat(wake(YES)).isEqualTo(WOKEN);
            world.settle();
            assertThat(handle.execution().output()).contains("heard [yes]");
            assertThat(world.rows.all()).allMatch(row -> row.isNotified());
        }

        @Test
        void itsParentFailsWithIt() {
            TaskHandle<String> handle = engine.client().enqueue(Asking.class, KEY);
            world.settle();
            wake(NO);
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CHILDREN_FAILED);
            assertThat(world.error(handle).message()).endsWith("refused by the bank");
        }
    }

    @Nested
    class ById {

        @Test
        void itIsWokenUp() {
            TaskHandle<String> handle = sleeper();
            engine.client().enqueue(Reply.class, "another");
            assertThat(engine.client().wakeUp(Reply.class, handle.executionId(), YES))
                    .isEqualTo(WOKEN);
            assertThat(handle.execution().output()).contains("yes");
            assertThat(world.rows.all())
                    .filteredOn(row -> row.status() == TaskStatus.SLEEPING)
                    .hasSize(1);
        }

        @Test
        void whatIsNotDueYetNeedNotSleepAnyMore() {
            TaskHandle<String> handle = engine.client()
                    .enqueue(Reply.class, KEY, EnqueueOptions.none().withDelay(Duration.ofHours(1)));
            assertThat(engine.client().wakeUp(Reply.class, handle.executionId(), YES))
                    .isEqualTo(WOKEN);
            world.pass(Duration.ofMinutes(1));
            assertThat(handle.execution().output()).contains("yes");
        }

        @Test
        void whatIsJustGoingToSleepNeedNotAnyMore() {
            TaskHandle<String> handle = engine.client()
                    .enqueue(Reply.class, KEY, EnqueueOptions.none().withDelay(Duration.ofSeconds(1)));
            engine.store().before(Verb.WRITE_BACK, () -> {
                engine.store().heal();
                engine.client().wakeUp(Reply.class, handle.executionId(), YES);
            });
            world.pass(Duration.ofSeconds(2));
            assertThat(handle.execution().output()).contains("yes");
            assertThat(engine.figure("heldHere")).isZero();
        }

        @Test
        void whatHasFinishedStaysAsItIsAndNothingIsKept() {
            TaskHandle<String> handle = sleeper();
            handle.cancel();
            assertThat(engine.client().wakeUp(Reply.class, handle.executionId(), YES.keepForNext()))
                    .isEqualTo(already(TaskStatus.CANCELLED));
            assertThat(world.rows.keptWakes()).isEmpty();
        }

        @Test
        void whatIsOfAnotherTaskOrNotThereAtAllIsNotFound() {
            TaskHandle<String> handle = engine.client().enqueue(Reply.Other.class, KEY);
            ExecutionId unknown = new ExecutionId(UUID.randomUUID());
            for (boolean inside : List.of(false, true)) {
                if (inside) {
                    world.transaction.begin();
                }
                assertThatExceptionOfType(ExecutionNotFoundException.class)
                        .isThrownBy(() -> engine.client().wakeUp(Reply.class, handle.executionId(), YES))
                        .withMessageContaining("is of task otherReply, not of reply");
                assertThatExceptionOfType(ExecutionNotFoundException.class)
                        .isThrownBy(() -> engine.client().wakeUp(Reply.class, unknown, YES))
                        .withMessageContaining(unknown.toString());
            }
            world.transaction.commit();
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
        }
    }

    @Nested
    class InsideATransaction {

        @Test
        void itIsARequestThatIsAppliedAfterTheCommit() {
            TaskHandle<String> handle = sleeper();
            world.transaction.begin();
            assertThat(wake(YES)).isEqualTo(REQUESTED);
            assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
            world.transaction.commit();
            world.settle();
            assertThat(handle.execution().output()).contains("yes");
            assertThat(world.rows.wakeRequests()).isEmpty();
        }

        @Test
        void aRollbackLeavesNoTrace() {
            TaskHandle<String> handle = sleeper();
            world.transaction.begin();
            wake(YES);
            engine.client().wakeUp(Reply.class, "nobody yet", YES);
            world.transaction.rollback();
            world.pass(Duration.ofSeconds(10));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
            assertThat(world.rows.wakeRequests()).isEmpty();
            assertThat(world.rows.keptWakes()).isEmpty();
        }

        @Test
        void aRequestWhoseSignalWasLostIsSwept() {
            TaskHandle<String> handle = sleeper();
            world.pass(Duration.ofSeconds(1));
            world.transaction.begin();
            engine.client().wakeUp(Reply.class, handle.executionId(), NO);
            world.transaction.commitAndDie();
            world.pass(Duration.ofSeconds(5));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        }

        @Test
        void aRequestThatComesTooEarlyIsKept() {
            world.transaction.begin();
            assertThat(wake(YES)).isEqualTo(REQUESTED);
            world.transaction.commit();
            world.settle();
            TaskHandle<String> handle = sleeper();
            world.settle();
            assertThat(handle.execution().output()).contains("yes");
        }

        @Test
        void aRequestThatComesTooLateChangesNothingAndStandsInNobodysWay() {
            TaskHandle<String> handle = sleeper();
            TaskHandle<String> other = engine.client().enqueue(Reply.class, "another");
            world.transaction.begin();
            wake(YES);
            engine.client().wakeUp(Reply.class, "another", YES);
            world.transaction.commit();
            handle.cancel();
            world.settle();
            assertThat(world.status(handle)).isEqualTo(TaskStatus.CANCELLED);
            assertThat(world.status(other)).isEqualTo(TaskStatus.COMPLETED);
            assertThat(world.rows.wakeRequests()).isEmpty();
            assertThat(world.rows.keptWakes()).isEmpty();
        }

        @Test
        void whatHasFinishedNeedsNoRequest() {
            TaskHandle<String> handle = sleeper();
            handle.cancel();
            world.transaction.begin();
            assertThat(wake(YES)).isEqualTo(already(TaskStatus.CANCELLED));
            assertThat(wake(YES.keepForNext())).isEqualTo(REQUESTED);
            world.transaction.commit();
            world.settle();
            assertThat(world.rows.keptWakes()).hasSize(1);
        }

        @Test
        void aCallerThatEnqueuesAndWakesInOneTransactionIsNotTooEarly() {
            world.transaction.begin();
            TaskHandle<String> handle = sleeper();
            assertThat(wake(YES)).isEqualTo(REQUESTED);
            world.transaction.commit();
            world.settle();
            assertThat(handle.execution().output()).contains("yes");
        }
    }

    @Nested
    class TooEarly {

        @Test
        void itIsKeptAndDeliveredWhenItsExecutionSleeps() {
            assertThat(wake(YES)).isEqualTo(KEPT);
            world.pass(Duration.ofMinutes(30));
            TaskHandle<String> handle = sleeper();
            world.settle();
            assertThat(handle.execution().output()).contains("yes");
            assertThat(world.rows.keptWakes()).isEmpty();
        }

        @Test
        void itIsDeliveredToAChild() {
            wake(YES);
            TaskHandle<String> handle = engine.client().enqueue(Asking.class, KEY);
            world.settle();
            assertThat(handle.execution().output()).contains("heard [yes]");
        }

        @Test
        void itIsDeliveredToADelayedOneOnceThatSleeps() {
            TaskHandle<String> handle = engine.client()
                    .enqueue(Reply.class, KEY, EnqueueOptions.none().withDelay(Duration.ofSeconds(10)));
            assertThat(wake(YES)).isEqualTo(KEPT);
            world.pass(Duration.ofSeconds(9));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
            world.pass(Duration.ofSeconds(2));
            assertThat(handle.execution().output()).contains("yes");
        }

        @Test
        void itIsDeliveredThoughTheSignalWasLost() {
            wake(YES);
            world.transaction.begin();
            TaskHandle<String> handle = sleeper();
            world.transaction.commitAndDie();
            world.pass(Duration.ofSeconds(6));
            assertThat(handle.execution().output()).contains("yes");
        }

        @Test
        void itIsKeptForTheConfiguredTimeOnly() {
            wake(YES);
            world.time.advance(World.KEEP);
            TaskHandle<String> handle = sleeper();
            world.pass(Duration.ofSeconds(10));
            assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
            assertThat(world.rows.keptWakes()).isEmpty();
        }

        @Test
        void itIsMeantForItsTaskAndKeyAlone() {
            wake(YES);
            TaskHandle<String> otherKey = engine.client().enqueue(Reply.class, "another");
            TaskHandle<String> otherTask = engine.client().enqueue(Reply.Other.class, KEY);
            world.pass(Duration.ofSeconds(6));
            assertThat(world.status(otherKey)).isEqualTo(TaskStatus.SLEEPING);
            assertThat(world.status(otherTask)).isEqualTo(TaskStatus.SLEEPING);
        }

        @Test
        void ofTwoTheFirstIsDeliveredAndTheSecondIsNotLeftForTheNext() {
            wake(YES);
            wake(NO);
            TaskHandle<String> handle = sleeper();
            world.settle();
            assertThat(handle.execution().output()).contains("yes");
            assertThat(world.rows.keptWakes()).isEmpty();
            TaskHandle<String> next = sleeper();
            world.pass(Duration.ofSeconds(6));
            assertThat(world.status(next)).isEqualTo(TaskStatus.SLEEPING);
        }

        @Test
        void aSleeperThatIsWokenUpBeforeItIsDeliveredTakesItAlong() {
            wake(NO);
            TaskHandle<String> handle = sleeper();
            assertThat(wake(YES)).isEqualTo(WOKEN);
            world.settle();
            assertThat(handle.execution().output()).contains("yes");
            assertThat(world.rows.keptWakes()).isEmpty();
        }
    }

    @Nested
    class TooLate {

        @Test
        void theSecondWakeLearnsOfTheFirstEnd() {
            TaskHandle<String> handle = sleeper();
            wake(YES);
            assertThat(wake(NO)).isEqualTo(already(TaskStatus.COMPLETED));
            assertThat(handle.cancel()).isEqualTo(new CancelAnswer.AlreadyFinished(TaskStatus.COMPLETED));
            assertThat(handle.execution().output()).contains("yes");
            assertThat(world.rows.keptWakes()).isEmpty();
        }

        @Test
        void itIsToldHowTheLatestOneEnded() {
            sleeper().cancel();
            world.pass(Duration.ofSeconds(1));
            sleeper();
            world.pass(Duration.ofSeconds(63));
            assertThat(wake(YES)).isEqualTo(already(TaskStatus.TIMED_OUT));
            TaskHandle<String> next = sleeper();
            world.pass(Duration.ofSeconds(6));
            assertThat(world.status(next)).isEqualTo(TaskStatus.SLEEPING);
        }

        @Test
        void itMayBeMeantForTheNextOne() {
            sleeper().cancel();
            assertThat(wake(YES.keepForNext())).isEqualTo(KEPT);
            TaskHandle<String> next = sleeper();
            world.settle();
            assertThat(next.execution().output()).contains("yes");
        }

        @Test
        void whatIsMeantForTheNextOneWakesTheOneThatSleeps() {
            TaskHandle<String> handle = sleeper();
            assertThat(wake(YES.keepForNext())).isEqualTo(WOKEN);
            assertThat(handle.execution().output()).contains("yes");
        }

        @Test
        void severalMeantForTheNextAreDeliveredOneByOne() {
            sleeper().cancel();
            wake(WakeUp.completed("first").keepForNext());
            wake(WakeUp.completed("second").keepForNext());
            TaskHandle<String> first = sleeper();
            world.settle();
            TaskHandle<String> second = sleeper();
            world.settle();
            assertThat(first.execution().output()).contains("first");
            assertThat(second.execution().output()).contains("second");
        }

        @Test
        void aWakeThatOvertakesTheExpiryWins() {
            TaskHandle<String> handle = sleeper();
            world.time.advance(Duration.ofMinutes(2));
            assertThat(wake(YES)).isEqualTo(WOKEN);
            world.pass(Duration.ofSeconds(5));
            assertThat(handle.execution().output()).contains("yes");
        }

        @Test
        void aWakeThatMeetsTheDeadlineLearnsOfIt() {
            TaskHandle<String> handle = sleeper();
            engine.store().before(Verb.WAKE, () -> world.pass(Duration.ofSeconds(63)));
            assertThat(wake(YES)).isEqualTo(already(TaskStatus.TIMED_OUT));
            assertThat(world.output(handle)).isNull();
        }
    }

    @Nested
    class ThatIsRefused {

        @ParameterizedTest
        @ValueSource(strings = {"", "a\0b", "half \uD800"})
        void aKeyThatNobodyCanSleepUnder(String key) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> engine.client().wakeUp(Reply.class, key, YES))
                    .withMessageContaining("1 to 255");
        }

        @Test
        void aKeyThatIsTooLong() {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> engine.client().wakeUp(Reply.class, "x".repeat(256), YES))
                    .withMessageContaining("256");
        }

        @Test
        void anOutputThatIsTooLargeAndTheSleeperSleepsOn() {
            TaskHandle<String> handle = sleeper();
            assertThatExceptionOfType(LimitExceededException.class)
                    .isThrownBy(() -> wake(WakeUp.completed("x".repeat(1_001))))
                    .withMessageContaining("durable.max-output-size");
            assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
        }

        @Test
        void aTaskThatIsNotDeployedHere() {
            ManualEngine other = world.engine();
            assertThatExceptionOfType(UnknownTaskException.class)
                    .isThrownBy(() -> other.client().wakeUp(Reply.class, KEY, YES));
        }
    }
}
