package dev.durable.engine;

import dev.durable.AnyTask;
import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.LoopTask;
import dev.durable.SequenceTask;
import dev.durable.SleepingTask;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.TaskBean;
import dev.durable.spi.ParentPolicy;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A task of a test, registered without a container. */
public final class TestTask<I, O> {

    private final String id;
    private final AnyTask<I, O> bean;
    private final Type input;
    private final Type output;
    private TaskOptions options = World.OPTIONS;
    private @Nullable Type runOutput;
    private @Nullable ParentPolicy policy;
    private boolean available = true;
    private boolean enabled = true;
    private TaskForm form = TaskForm.PLAIN;
    private boolean transactional;
    private boolean plansAttempts;

    private TestTask(String id, AnyTask<I, O> bean, Type input, Type output) {
        this.id = id;
        this.bean = bean;
        this.input = input;
        this.output = output;
    }

    /** With the types that the registration says; a test may have them differ from those of the bean. */
    public static <I, O> TestTask<I, O> plain(String id, AnyTask<I, O> bean, Type input, Type output) {
        return new TestTask<>(id, bean, input, output);
    }

    /** A parent whose own method combines. */
    public static <I, O> TestTask<I, O> parent(
            String id, AnyTask<I, O> bean, Type input, Type runOutput, Type output, ChildFailurePolicy onChildFailure) {
        TestTask<I, O> task = new TestTask<>(id, bean, input, output);
        task.runOutput = runOutput;
        task.form = TaskForm.PARENT;
        task.policy = new ParentPolicy(onChildFailure, id);
        return task;
    }

    /** A sequence. */
    public static <I, O> TestTask<I, O> sequence(String id, SequenceTask<I, O> bean, Type input, Type output) {
        return plain(id, bean, input, output).as(TaskForm.SEQUENCE);
    }

    /** A loop. */
    public static <I, S, O> TestTask<I, O> loop(
            String id, LoopTask<I, S, O> bean, Type input, Type state, Type output) {
        TestTask<I, O> task = plain(id, bean, input, output).as(TaskForm.LOOP);
        task.runOutput = state;
        return task;
    }

    /** A sleeping task. */
    public static <I, O> TestTask<I, O> sleeping(String id, SleepingTask<I, O> bean, Type input, Type output) {
        return plain(id, bean, input, output).as(TaskForm.SLEEPING);
    }

    private TestTask<I, O> as(TaskForm other) {
        form = other;
        return this;
    }

    /** The same, with a body that runs in a transaction in which its completion is written. */
    public TestTask<I, O> transactional() {
        transactional = true;
        return this;
    }

    /** The same, asked before each attempt for what that does differently. */
    public TestTask<I, O> planning() {
        plansAttempts = true;
        return this;
    }

    /** The same loop, turning otherwise. */
    public TestTask<I, O> turning(int maxIterations, Duration delay) {
        options = new TaskOptions(
                options.delay(),
                options.timeout(),
                options.maxRetries(),
                options.retryDelay(),
                options.retryMultiplier(),
                options.maxRetryDelay(),
                options.retryJitter(),
                options.deadline(),
                new TaskOptions.Loop(maxIterations, delay));
        return this;
    }

    /** The same parent without anything that combines: its output is what there would be to combine. */
    public TestTask<I, O> gathering() {
        return combinedBy(null);
    }

    /** The same, combined by another task. */
    public TestTask<I, O> combinedBy(@Nullable String otherId) {
        ParentPolicy own = policy;
        if (own == null) {
            throw new IllegalStateException(id + " is no parent");
        }
        policy = new ParentPolicy(own.onChildFailure(), otherId);
        return this;
    }

    /** The same, with some options changed. */
    public TestTask<I, O> with(EnqueueOptions changed) {
        options = options.with(changed);
        return this;
    }

    /** The same, not to be run here. */
    public TestTask<I, O> disabled() {
        enabled = false;
        return this;
    }

    /** A task of a test with bodies that do what they are told. */
    public static TestTask<String, String> scripted(String id, Scripted bean) {
        return plain(id, bean, String.class, String.class);
    }

    /** The module that declares the task comes up or goes down. */
    public void available(boolean up) {
        available = up;
    }

    public RegisteredTask registered(TestTransaction transaction) {
        return new RegisteredTask(
                id,
                bean.getClass(),
                form,
                new RegisteredTask.Types(input, runOutput, output),
                policy,
                options,
                new RegisteredTask.Traits(enabled, true, plansAttempts, transactional),
                new Bean(transaction));
    }

    private final class Bean implements TaskBean {

        private final TestTransaction transaction;

        Bean(TestTransaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public <T> T inTransaction(Duration timeout, Use<T> use, Last<T> last) throws Exception {
            if (!available) {
                throw new Unavailable(id);
            }
            transaction.begin();
            try {
                T value = Objects.requireNonNull(use.with(bean));
                last.write(value);
                commit();
                return value;
            } finally {
                if (transaction.active()) {
                    transaction.rollback();
                }
            }
        }

        private void commit() throws TransactionFailed {
            try {
                transaction.commit();
            } catch (IllegalStateException e) {
                throw new TransactionFailed("The commit of the transaction failed", e);
            }
        }

        @Override
        public <T> @Nullable T inAttempt(Use<T> use) throws Exception {
            if (!available) {
                throw new Unavailable(id);
            }
            return use.with(bean);
        }

        @Override
        public <T> @Nullable T inCaller(Use<T> use) throws Exception {
            return use.with(bean);
        }

        @Override
        public boolean available() {
            return available;
        }
    }
}
