package dev.durable.it.application;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Notes that it ran. */
@Task(id = "note")
public class Note implements DurableTask<String, Integer> {

    static final Set<String> NOTED = ConcurrentHashMap.newKeySet();

    @Override
    public Integer run(TaskContext context, String input) {
        NOTED.add(input);
        return input.length();
    }
}
