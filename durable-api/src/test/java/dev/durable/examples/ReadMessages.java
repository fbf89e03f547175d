package dev.durable.examples;

import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Page;
import dev.durable.examples.Shop.Postbox;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Task(id = "readMessages", timeout = "PT1M", maxRetries = 3)
public class ReadMessages implements LoopTask<String, Long, Long> {
    @Inject
    Postbox postbox;

    // Shown in docs/tasks.md
    @Override
    public Iteration<Long, Long> run(TaskContext context, String box, @Nullable Long last) {
        Page page = postbox.takeOver(box, last == null ? 0 : last);
        if (page.closed()) {
            return Iteration.done(page.last());
        }
        return page.full() // there may be more: go on at once, else look again in a while
                ? Iteration.again(page.last(), Duration.ZERO)
                : Iteration.again(page.last(), Duration.ofMinutes(5));
    }
    // Until here
}
