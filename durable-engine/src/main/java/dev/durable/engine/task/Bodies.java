package dev.durable.engine.task;

import dev.durable.AnyTask;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.SleepingTask;
import dev.durable.Steps;
import dev.durable.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls user code. The one place with unchecked casts: values were decoded as the very types that the bean declares,
 * which the discovery has compared.
 */
@SuppressWarnings("unchecked")
public final class Bodies {

    private Bodies() {}

    public static @Nullable Object run(AnyTask<?, ?> bean, TaskContext context, @Nullable Object input)
            throws Exception {
        return ((DurableTask<@Nullable Object, Object>) bean).run(context, input);
    }

    public static Children<?> spawn(AnyTask<?, ?> bean, TaskContext context, @Nullable Object input) throws Exception {
        return ((ParentTask<@Nullable Object, Object, Object>) bean).run(context, input);
    }

    public static @Nullable Object combine(AnyTask<?, ?> bean, TaskContext context, Finished<?, ?> all)
            throws Exception {
        return ((ParentTask<Object, Object, Object>) bean).combine(context, (Finished<Object, Object>) all);
    }

    public static Steps<?, ?> steps(AnyTask<?, ?> bean) {
        return ((SequenceTask<Object, Object>) bean).steps();
    }

    public static Iteration<?, ?> iterate(
            AnyTask<?, ?> bean, TaskContext context, @Nullable Object input, @Nullable Object state) throws Exception {
        return ((LoopTask<@Nullable Object, Object, Object>) bean).run(context, input, state);
    }

    public static @Nullable Object limitReached(
            AnyTask<?, ?> bean, TaskContext context, @Nullable Object input, @Nullable Object state) throws Exception {
        return ((LoopTask<@Nullable Object, Object, Object>) bean).limitReached(context, input, state);
    }

    public static String key(AnyTask<?, ?> bean, @Nullable Object input) {
        return ((SleepingTask<@Nullable Object, Object>) bean).key(input);
    }

    public static void validate(AnyTask<?, ?> bean, @Nullable Object input) {
        ((AnyTask<@Nullable Object, Object>) bean).validate(input);
    }
}
