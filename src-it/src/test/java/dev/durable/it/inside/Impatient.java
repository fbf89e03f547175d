package dev.durable.it.inside;

import dev.durable.DurableExecutor;
import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import jakarta.inject.Inject;

/** Tries to wait for what it has enqueued, and tells what it was told. */
@Task(id = "impatient")
public class Impatient implements DurableTask<String, String> {

    @Inject
    DurableExecutor durable;

    @Override
    public String run(TaskContext context, String word) throws InterruptedException {
        TaskHandle<Integer> handle = durable.enqueue(Measure.class, word);
        try {
            return "waited for " + handle.await(InsideServer.LIMIT).status();
        } catch (IllegalStateException refused) {
            return refused.getMessage();
        }
    }
}
