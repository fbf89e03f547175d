package dev.durable.it.application;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;

/** Uses a bean of the request twice. */
@Polite
@Task(id = "visit")
public class Visit implements DurableTask<String, String> {

    @Inject
    Visitor visitor;

    @Override
    public String run(TaskContext context, String input) {
        visitor.call();
        return input + " " + visitor.call();
    }
}
