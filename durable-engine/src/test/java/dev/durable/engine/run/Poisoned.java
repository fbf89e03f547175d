package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.AnyTask;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.TaskContext;
import dev.durable.TaskError;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.lifecycle.ErrorText;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scenario in which one execution is poisonous: its outcome is looked at, and that its neighbours did not notice.
 */
final class Poisoned implements AutoCloseable {

    static final EnqueueOptions NONE = EnqueueOptions.none();

    final World world = new World();

    /** The one in the middle is poisonous; the others share its batch, and must not notice. */
    <O> TaskHandle<O> amongNeighbours(
            TestTask<String, O> task, Class<? extends AnyTask<String, O>> type, @Nullable String healthy) {
        ManualEngine engine = world.engine(
                task,
                TestTask.scripted("child", new Child()),
                TestTask.plain("taking", new Taking(), List.class, String.class));
        List<TaskHandle<O>> handles = engine.client().enqueueAll(type, List.of("a", "poison", "b"), NONE);
        world.settle();
        assertThat(world.output(handles.get(0))).isEqualTo(healthy);
        assertThat(world.output(handles.get(2))).isEqualTo(healthy);
        assertThat(handles.get(0).execution().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(handles.get(2).execution().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(engine.figure("heldHere")).isZero();
        assertThat(engine.figure("outcomesToWrite")).isZero();
        assertThat(engine.figure("refusedWriteBacks")).isZero();
        return handles.get(1);
    }

    TaskError failureOf(TaskHandle<?> handle) {
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        TaskError error = world.error(handle);
        assertThat(error.message()).isNotBlank().hasSizeLessThanOrEqualTo(ErrorText.LONGEST_MESSAGE);
        return error;
    }

    /** The step and the child of the families here. */
    static final class Child extends Scripted {
        @Override
        public void validate(String input) {
            if (input.equals("bad")) {
                throw new StackOverflowError("too deep to judge");
            }
        }
    }

    /** Takes whatever is given to it as a list. */
    static final class Taking implements DurableTask<Object, String> {
        @Override
        public String run(TaskContext context, Object input) {
            return "taken";
        }
    }

    /** A list that says one thing and does another. */
    public static final class Lying extends AbstractList<String> {

        @Override
        public String get(int index) {
            throw new IndexOutOfBoundsException("there is nothing");
        }

        @Override
        public Iterator<String> iterator() {
            throw new IllegalStateException("there never was");
        }

        @Override
        public int size() {
            return 3;
        }
    }

    /** Leads back to itself. */
    public static final class Ring {
        public Ring getNext() {
            return this;
        }
    }

    /** The thread is as it was. */
    @Override
    public void close() {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(world.transaction.active()).isFalse();
        world.close();
    }
}
