package dev.durable.it.mistakes;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;

@Task(id = "untimely", timeout = "tomorrow")
public class Untimely implements DurableTask<String, String> {
    @Override
    public String run(TaskContext context, String input) {
        return input;
    }
}
