package dev.durable.examples;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Feed;
import jakarta.inject.Inject;

// Shown in docs/tasks.md
@Task(id = "importFeed", timeout = "PT1H")
public class ImportFeed implements DurableTask<String, Void> {
    @Inject
    Feed feed;

    @Override
    public Void run(TaskContext context, String supplier) throws InterruptedException {
        while (feed.takeOverNextPage(supplier)) { // each page in a transaction of its own
            if (context.cancelRequested()) {
                throw new InterruptedException("Nobody takes the result any more");
            }
        }
        return null;
    }
}
// Until here
