package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.durable.ChildFailurePolicy;
import dev.durable.ChildOutcome;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.InvalidInputException;
import dev.durable.KeyInUseException;
import dev.durable.ParentTask;
import dev.durable.SleepingTask;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.WakeUp;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Reply;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executions that sleep until somebody wakes them up: how they begin, what they take, and how they end by themselves.
 */
class SleepingTaskTest {

    private static final EnqueueOptions IN_A_MINUTE = EnqueueOptions.none().withDelay(Duration.ofMinutes(1));

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final Asking asking = new Asking();

    @AfterEach
    void end() {
        world.close();
    }

    /** One sleeper for each word. */
    static final class Asking implements ParentTask<String, Integer, String> {

        EnqueueOptions options = EnqueueOptions.none();

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            Children<Integer> children = Children.of(0);
            for (String word : text.split(" ")) {
                children = children.and(Reply.class, word, options);
            }
            return children;
        }

        @Override
        public String combine(TaskContext context, Finished<String, Integer> all) {
            List<String> seen = new ArrayList<>();
            for (ChildOutcome child : all.outcomes()) {
                seen.add(
                        child.completed()
                                ? child.output(Reply.class)
                                : String.valueOf(child.error().orElseThrow().kind()));
            }
            return String.join(" ", seen);
        }
    }

    private ManualEngine engine() {
        return world.engine(
                Reply.task(),
                Reply.Other.task(),
                TestTask.scripted("task", task),
                TestTask.parent(
                        "asking", asking, String.class, Integer.class, String.class, ChildFailurePolicy.COLLECT));
    }

    @Test
    void itSleepsAtOnceAndIsNeverClaimed() {
        TaskHandle<String> handle = engine().client().enqueue(Reply.class, "order 1");
        assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
        assertThat(handle.execution().details().key()).contains("order 1");
        world.pass(Duration.ofSeconds(30));
        StoredExecution row = world.row(handle);
        assertThat(row.status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(row.claim().token()).isZero();
        assertThat(row.claim().owner()).isNull();
        assertThat(handle.attempts()).isEmpty();
    }

    @Test
    void itTakesNoSlotHoweverManySleep() {
        ManualEngine engine = world.engine(World.settings(1, 0), Reply.task(), TestTask.scripted("task", task));
        engine.client()
                .enqueueAll(
                        Reply.class,
                        IntStream.range(0, 50).mapToObj(String::valueOf).toList(),
                        EnqueueOptions.none());
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(handle.execution().output()).contains("x");
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void itSleepsWhileAllSlotsAreBusy() {
        ManualEngine engine = world.engine(World.settings(1, 0), Reply.task(), TestTask.scripted("task", task));
        List<TaskStatus> seen = new ArrayList<>();
        task.then((context, input) -> {
            TaskHandle<String> sleeper = engine.client().enqueue(Reply.class, "order 1");
            engine.client().wakeUp(Reply.class, "order 1", WakeUp.completed("yes"));
            seen.add(world.status(sleeper));
            return input;
        });
        engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(seen).containsExactly(TaskStatus.COMPLETED);
    }

    @Test
    void itSleepsOnThroughTheDeathOfItsServer() {
        ManualEngine dying = engine();
        TaskHandle<String> handle = dying.client().enqueue(Reply.class, "order 1");
        world.kill(dying);
        ManualEngine other = engine();
        world.pass(Duration.ofSeconds(30));
        other.client().wakeUp(Reply.class, "order 1", WakeUp.completed("yes"));
        assertThat(world.output(handle)).isEqualTo("\"yes\"");
        assertThat(world.row(handle).claim().crashes()).isZero();
    }

    @Test
    void whatHasNoAttemptsHasNoRetries() {
        EnqueueOptions retries = EnqueueOptions.none().withMaxRetries(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine().client().enqueue(Reply.class, "order 1", retries))
                .withMessageContaining("maxRetries is 3, but a SleepingTask has no attempts");
        assertThat(world.rows.all()).isEmpty();
    }

    @Test
    void nobodyWakesItInTimeAndItTimesOut() {
        TaskHandle<String> handle = engine().client()
                .enqueue(Reply.class, "order 1", EnqueueOptions.none().withTimeout(Duration.ofMinutes(2)));
        world.pass(Duration.ofSeconds(119));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
        world.pass(Duration.ofSeconds(4));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.TIMED_OUT);
        assertThat(world.error(handle).message()).isEqualTo("Not woken up before its deadline");
        assertThat(world.row(handle).isNotified()).isTrue();
    }

    @Test
    void anEarlierDeadlineComesFirst() {
        TaskHandle<String> handle = engine().client()
                .enqueue(Reply.class, "order 1", EnqueueOptions.none().withDeadline(Duration.ofSeconds(10)));
        world.pass(Duration.ofSeconds(13));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
    }

    @Test
    void aKeyBelongsToOneSleeperAndTheSecondOneFails() {
        ManualEngine engine = engine();
        engine.client().enqueue(Reply.class, "order 1");
        assertThatExceptionOfType(KeyInUseException.class)
                .isThrownBy(() -> engine.client().enqueue(Reply.class, "order 1"))
                .withMessageContaining("task reply")
                .withMessageContaining("\"order 1\"");
        assertThat(world.rows.all()).hasSize(1);
        engine.client().enqueue(Reply.class, "order 2");
        engine.client().enqueue(Reply.Other.class, "order 1");
        assertThat(world.rows.all()).hasSize(3);
    }

    @Test
    void theTransactionOfWhoComesSecondStaysUsable() {
        ManualEngine engine = engine();
        engine.client().enqueue(Reply.class, "order 1");
        world.transaction.begin();
        assertThatExceptionOfType(KeyInUseException.class)
                .isThrownBy(() -> engine.client().enqueue(Reply.class, "order 1"));
        TaskHandle<String> other = engine.client().enqueue(Scripted.class, "x");
        world.transaction.commit();
        world.settle();
        assertThat(other.execution().output()).contains("x");
        assertThat(world.rowsOf("reply")).hasSize(1);
    }

    @Test
    void ofManyWithOneKeyInUseNoneIsEnqueued() {
        ManualEngine engine = engine();
        engine.client().enqueue(Reply.class, "order 2");
        assertThatExceptionOfType(KeyInUseException.class)
                .isThrownBy(() -> engine.client()
                        .enqueueAll(Reply.class, List.of("order 1", "order 2", "order 3"), EnqueueOptions.none()))
                .withMessageContaining("order 2")
                .withMessageNotContaining("order 1");
        assertThatExceptionOfType(KeyInUseException.class).isThrownBy(() -> engine.client()
                .enqueueAll(Reply.class, List.of("order 7", "order 7"), EnqueueOptions.none()));
        assertThat(world.rowsOf("reply")).hasSize(1);
    }

    /** How a sleeper may end. */
    enum End {
        COMPLETED,
        FAILED,
        TIMED_OUT,
        CANCELLED
    }

    @ParameterizedTest
    @EnumSource
    void whateverItsEndItsKeyIsFreeAgain(End end) {
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client().enqueue(Reply.class, "order 1");
        switch (end) {
            case COMPLETED -> engine.client().wakeUp(Reply.class, "order 1", WakeUp.completed("yes"));
            case FAILED -> engine.client().wakeUp(Reply.class, "order 1", WakeUp.failed("no"));
            case TIMED_OUT -> world.pass(Duration.ofSeconds(63));
            case CANCELLED -> handle.cancel();
        }
        assertThat(world.status(handle)).isEqualTo(TaskStatus.valueOf(end.name()));
        TaskHandle<String> next = engine.client().enqueue(Reply.class, "order 1");
        assertThat(world.status(next)).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void asAChildWithAKeyInUseOnlyThatChildFails() {
        ManualEngine engine = engine();
        engine.client().enqueue(Reply.class, "b");
        TaskHandle<String> handle = engine.client().enqueue(Asking.class, "a b c c");
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
        engine.client().wakeUp(Reply.class, "a", WakeUp.completed("A"));
        engine.client().wakeUp(Reply.class, "c", WakeUp.completed("C"));
        world.settle();
        assertThat(handle.execution().output()).contains("A KEY_IN_USE C KEY_IN_USE");
        assertThat(world.rowsOf("reply"))
                .filteredOn(row -> row.status() == TaskStatus.FAILED)
                .hasSize(2)
                .allSatisfy(row -> {
                    assertThat(row.isNotified()).isTrue();
                    assertThat(world.error(row).kind()).isEqualTo(ErrorKind.KEY_IN_USE);
                    assertThat(engine.client().attempts(row.id())).isEmpty();
                });
    }

    @Test
    void whileAChildSleepsItsParentMayBeCancelled() {
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client().enqueue(Asking.class, "a b");
        world.settle();
        handle.cancel();
        world.settle();
        assertThat(world.rows.all())
                .hasSize(3)
                .allMatch(row -> row.status() == TaskStatus.CANCELLED && row.isNotified());
        engine.client().enqueue(Reply.class, "a");
    }

    @Test
    void aDelayedOneGoesToSleepWhenItIsDueAndItsTimeoutCountsFromThen() {
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client().enqueue(Reply.class, "order 1", IN_A_MINUTE);
        world.pass(Duration.ofSeconds(59));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        engine.client().enqueue(Reply.class, "order 1").cancel();
        world.pass(Duration.ofSeconds(2));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
        assertThat(handle.execution().details().key()).contains("order 1");
        assertThat(handle.attempts()).isEmpty();
        assertThat(engine.figure("heldHere")).isZero();
        world.pass(Duration.ofSeconds(58));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
        world.pass(Duration.ofSeconds(5));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
    }

    @Test
    void aDelayedOneWhoseKeyIsInUseWhenItIsDueFails() {
        ManualEngine engine = engine();
        TaskHandle<String> late = engine.client().enqueue(Reply.class, "order 1", IN_A_MINUTE);
        TaskHandle<String> bystander = engine.client().enqueue(Reply.class, "order 2", IN_A_MINUTE);
        engine.client().enqueue(Reply.class, "order 1", EnqueueOptions.none().withTimeout(Duration.ofHours(1)));
        world.pass(Duration.ofSeconds(65));
        assertThat(world.status(late)).isEqualTo(TaskStatus.FAILED);
        assertThat(world.error(late).kind()).isEqualTo(ErrorKind.KEY_IN_USE);
        assertThat(world.error(late).message()).contains("order 1");
        assertThat(world.status(bystander)).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void aServerThatDiesBeforeADelayedOneSleepsLeavesItToAnother() {
        engine();
        world.pass(World.LEASE);
        ManualEngine dying = world.engine(Reply.task());
        TaskHandle<String> handle =
                dying.client().enqueue(Reply.class, "order 1", IN_A_MINUTE.withDelay(Duration.ofMillis(1)));
        dying.store().before(Verb.WRITE_BACK, () -> {
            world.kill(dying);
            throw FaultyStore.unreachable();
        });
        world.pass(Duration.ofSeconds(30));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.SLEEPING);
    }

    /** Makes whatever key the test says. */
    static final class OddKey implements SleepingTask<String, String> {

        @Nullable
        String key = "";

        @Override
        public String key(String input) {
            return key;
        }
    }

    static List<@Nullable String> badKeys() {
        List<@Nullable String> keys = new ArrayList<>(List.of("", "x".repeat(256), "a\0b", "half \uD800"));
        keys.add(null);
        return keys;
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    void aKeyThatCannotBeStoredIsRefusedAtOnceOrWhenItIsDue(@Nullable String key) {
        OddKey odd = new OddKey();
        odd.key = key;
        ManualEngine engine = world.engine(TestTask.sleeping("odd", odd, String.class, String.class));
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> engine.client().enqueue(OddKey.class, "x"))
                .withMessageContaining("key that task odd makes")
                .withMessageContaining("1 to 255");
        assertThat(world.rows.all()).isEmpty();
        TaskHandle<String> delayed = engine.client().enqueue(OddKey.class, "x", IN_A_MINUTE);
        world.pass(Duration.ofSeconds(62));
        assertThat(world.error(delayed).kind()).isEqualTo(ErrorKind.INVALID_INPUT);
    }

    @Test
    void aKeyMayHave255Characters() {
        OddKey odd = new OddKey();
        odd.key = "\uD83D\uDCE6".repeat(255);
        ManualEngine engine = world.engine(TestTask.sleeping("odd", odd, String.class, String.class));
        TaskHandle<String> handle = engine.client().enqueue(OddKey.class, "x");
        engine.client().wakeUp(OddKey.class, "\uD83D\uDCE6".repeat(255), WakeUp.completed("yes"));
        assertThat(handle.execution().output()).contains("yes");
    }

    @Test
    void aChildWithABadKeyFailsItsParent() {
        ManualEngine engine = engine();
        TaskHandle<String> handle = engine.client().enqueue(Asking.class, "a " + "x".repeat(256));
        world.settle();
        assertThat(world.error(handle).kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(world.error(handle).message()).startsWith("Child 1: ");
        assertThat(world.rows.all()).hasSize(1);
    }
}
