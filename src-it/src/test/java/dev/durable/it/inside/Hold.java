package dev.durable.it.inside;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;

/** Waits at a gate. */
@Task(id = "hold")
public class Hold implements DurableTask<String, String> {
    @Override
    public String run(TaskContext context, String gate) throws InterruptedException {
        Gates.pass(gate);
        return gate;
    }
}
