package dev.durable.engine;

import dev.durable.DurableTask;
import dev.durable.TaskContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task whose bodies do what the test says: the first attempt the first thing, and so on. */
public class Scripted implements DurableTask<String, String> {

    /** What one attempt does. */
    @FunctionalInterface
    public interface Script {
        @Nullable
        String run(TaskContext context, String input) throws Exception;
    }

    private final Deque<Script> scripts = new ArrayDeque<>();
    private Script otherwise = (context, input) -> input;

    /** Every attempt as it saw itself. */
    public final List<TaskContext> attempts = new ArrayList<>();

    /** The next attempt does this. */
    public Scripted then(Script script) {
        scripts.add(script);
        return this;
    }

    /** Whatever attempts follow do this; if nothing is said they return their input. */
    public Scripted always(Script script) {
        otherwise = script;
        return this;
    }

    @Override
    public @Nullable String run(TaskContext context, String input) throws Exception {
        attempts.add(context);
        Script script = scripts.poll();
        return (script == null ? otherwise : script).run(context, input);
    }

    /** Another task of the same kind. */
    public static class Other extends Scripted {}
}
