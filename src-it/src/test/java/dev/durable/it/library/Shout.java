package dev.durable.it.library;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import java.util.Locale;

/** A task of a library: no bean descriptor, only the annotation. */
@Task(id = "shout")
public class Shout implements DurableTask<String, String> {
    @Override
    public String run(TaskContext context, String input) {
        return input.toUpperCase(Locale.ROOT);
    }
}
