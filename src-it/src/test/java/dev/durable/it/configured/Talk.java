package dev.durable.it.configured;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;

/** Has an output of {@value #LENGTH} characters. */
@Task(id = "talk")
public class Talk implements DurableTask<String, String> {

    private static final int LENGTH = 2_000;

    @Override
    public String run(TaskContext context, String input) {
        return "x".repeat(LENGTH);
    }
}
