package dev.durable.it.caller;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Copies a word. */
@Task(id = "copy")
public class Copy implements DurableTask<String, String> {

    static final Set<String> COPIED = ConcurrentHashMap.newKeySet();

    @Override
    public String run(TaskContext context, String word) {
        COPIED.add(word);
        return word;
    }
}
