package dev.durable.it.mistakes;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;

@Task(id = "untyped")
public class Untyped<I> implements DurableTask<I, String> {
    @Override
    public String run(TaskContext context, I input) {
        return "";
    }
}
