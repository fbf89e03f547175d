package dev.durable.engine.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.InvalidInputException;
import dev.durable.KeyInUseException;
import dev.durable.ParentTask;
import dev.durable.StoreException;
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
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executions whose ids callers have chosen, so that a call can be repeated. */
class ChosenIdTest {

    private static final EnqueueOptions NONE = EnqueueOptions.none();

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final ExecutionId id = new ExecutionId(UUID.randomUUID());

    @AfterEach
    void end() {
        world.close();
    }

    static final class Parent implements ParentTask<String, Integer, String> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            return Children.of(1).and(Scripted.class, text);
        }
    }

    private ManualEngine engine() {
        return world.engine(
                Reply.task(),
                TestTask.scripted("task", task),
                TestTask.scripted("other", new Scripted.Other()),
                TestTask.parent(
                        "parent",
                        new Parent(),
                        String.class,
                        Integer.class,
                        String.class,
                        ChildFailurePolicy.FAIL_FAST));
    }

    @Test
    void itRunsUnderTheChosenId() {
        ManualEngine engine = engine();
        world.pass(Duration.ofMillis(500));
        TaskHandle<String> handle = engine.client().enqueue(id, Scripted.class, "x", NONE);
        world.settle(); // at once, as whatever else is enqueued
        assertThat(handle.executionId()).isEqualTo(id);
        assertThat(handle.execution().output()).contains("x");
        assertThat(handle.execution().rootId()).isEqualTo(id);
    }

    @Test
    void theSameIdTwiceIsOneExecutionAndTheFirstInputStays() {
        ManualEngine engine = engine();
        engine.client().enqueue(id, Scripted.class, "first", NONE);
        TaskHandle<String> second =
                engine.client().enqueue(id, Scripted.class, "second", NONE.withDelay(Duration.ofHours(1)));
        world.settle();
        assertThat(second.execution().output()).contains("first");
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void whateverHasBecomeOfItIsAnswered() {
        ManualEngine engine = engine();
        engine.client().enqueue(id, Scripted.class, "x", NONE);
        world.settle();
        TaskHandle<String> again = engine().client().enqueue(id, Scripted.class, "x", NONE);
        assertThat(again.execution().status()).isEqualTo(TaskStatus.COMPLETED);
        world.settle();
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void aCallerWithoutAReplyRepeatsTheCall() {
        ManualEngine engine = engine();
        engine.store().after(Verb.INSERT, () -> {
            engine.store().heal();
            throw FaultyStore.unreachable();
        });
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> engine.client().enqueue(id, Scripted.class, "x", NONE));
        TaskHandle<String> handle = engine.client().enqueue(id, Scripted.class, "x", NONE);
        world.pass(Duration.ofSeconds(2));
        assertThat(handle.execution().output()).contains("x");
        assertThat(world.rows.all()).hasSize(1);
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void insideATransactionItIsPartOfThat() {
        ManualEngine engine = engine();
        world.transaction.begin();
        engine.client().enqueue(id, Scripted.class, "x", NONE);
        world.transaction.rollback();
        assertThat(world.rows.all()).isEmpty();
        world.transaction.begin();
        engine.client().enqueue(id, Scripted.class, "x", NONE);
        world.transaction.commitAndDie();
        world.transaction.begin();
        TaskHandle<String> handle = engine.client().enqueue(id, Scripted.class, "x", NONE);
        world.transaction.commit();
        world.pass(Duration.ofSeconds(2));
        assertThat(handle.execution().output()).contains("x");
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void theIdOfAnotherTaskIsRefusedAndTheTransactionStaysUsable() {
        ManualEngine engine = engine();
        engine.client().enqueue(id, Scripted.Other.class, "x", NONE);
        world.transaction.begin();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> engine.client().enqueue(id, Scripted.class, "x", NONE))
                .withMessageContaining("of task other, so no execution of task task can have it");
        engine.client().enqueue(Scripted.class, "y");
        world.transaction.commit();
        world.settle();
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void theIdOfAChildIsRefused() {
        ManualEngine engine = engine();
        engine.client().enqueue(Parent.class, "x");
        world.pass(Duration.ofSeconds(1));
        ExecutionId child = world.rowsOf("task").get(0).id();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> engine.client().enqueue(child, Scripted.class, "x", NONE))
                .withMessageContaining("has a parent");
    }

    @Test
    void whatIsWrongIsRefusedWhetherOrNotItIsThere() {
        ManualEngine engine = engine();
        engine.client().enqueue(id, Reply.class, "order 1", NONE);
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> engine.client().enqueue(id, Reply.class, "", NONE));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> engine.client().enqueue(id, Reply.class, "order 1", NONE.withMaxRetries(-1)));
    }

    @Test
    void aSleeperIsFoundByItsIdThoughItsKeyIsItsOwnByNow() {
        ManualEngine engine = engine();
        engine.client().enqueue(id, Reply.class, "order 1", NONE);
        TaskHandle<String> again = engine.client().enqueue(id, Reply.class, "order 1", NONE);
        assertThat(again.execution().status()).isEqualTo(TaskStatus.SLEEPING);
        engine.client().wakeUp(Reply.class, "order 1", WakeUp.completed("yes"));
        assertThat(engine.client()
                        .enqueue(id, Reply.class, "order 1", NONE)
                        .execution()
                        .output())
                .contains("yes");
        assertThat(world.rows.all()).hasSize(1);
    }

    @Test
    void aSleeperWhoseKeyBelongsToAnotherIsRefused() {
        ManualEngine engine = engine();
        engine.client().enqueue(Reply.class, "order 1");
        assertThatExceptionOfType(KeyInUseException.class)
                .isThrownBy(() -> engine.client().enqueue(id, Reply.class, "order 1", NONE))
                .withMessageContaining("order 1");
        assertThat(world.rows.all()).hasSize(1);
    }
}
