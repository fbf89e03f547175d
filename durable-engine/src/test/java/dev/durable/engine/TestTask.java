package dev.durable.engine;

import dev.durable.AnyTask;
import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.engine.execution.RegisteredTask;
import dev.durable.engine.execution.TaskBean;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.ParentPolicy;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A task of a story, registered without a container. */
final class TestTask<I, O> {

    private final String id;
    private final AnyTask<I, O> bean;
    private final Type input;
    private final Type output;
    private TaskOptions options = World.OPTIONS;
    private @Nullable Type runOutput;
    private @Nullable ParentPolicy policy;
    private boolean available = true;
    private boolean enabled = true;

    private TestTask(String id, AnyTask<I, O> bean, Type input, Type output) {
        this.id = id;
        this.bean = bean;
        this.input = input;
        this.output = output;
    }

    /** With the types that the registration says; a story may have them differ from those of the bean. */
    static <I, O> TestTask<I, O> plain(String id, AnyTask<I, O> bean, Type input, Type output) {
        return new TestTask<>(id, bean, input, output);
    }

    /** A parent whose own method combines. */
    static <I, O> TestTask<I, O> parent(
            String id, AnyTask<I, O> bean, Type input, Type runOutput, Type output, ChildFailurePolicy onChildFailure) {
        TestTask<I, O> task = new TestTask<>(id, bean, input, output);
        task.runOutput = runOutput;
        task.policy = new ParentPolicy(onChildFailure, id);
        return task;
    }

    /** The same, combined by another task. */
    TestTask<I, O> finalizedBy(String otherId) {
        ParentPolicy own = policy;
        if (own == null) {
            throw new IllegalStateException(id + " is no parent");
        }
        policy = new ParentPolicy(own.onChildFailure(), otherId);
        return this;
    }

    /** The same, with some options changed. */
    TestTask<I, O> with(EnqueueOptions changed) {
        options = options.with(changed);
        return this;
    }

    /** The same, not to be run here. */
    TestTask<I, O> disabled() {
        enabled = false;
        return this;
    }

    /** A task of a story with bodies that do what they are told. */
    static TestTask<String, String> scripted(String id, Scripted bean) {
        return plain(id, bean, String.class, String.class);
    }

    /** The module that declares the task comes up or goes down. */
    void available(boolean up) {
        available = up;
    }

    RegisteredTask registered() {
        return new RegisteredTask(
                id,
                bean.getClass(),
                new RegisteredTask.Types(input, runOutput, output),
                policy,
                options,
                enabled,
                true,
                new Bean());
    }

    private final class Bean implements TaskBean {

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
