package dev.durable.it.ledger;

import dev.durable.DurableTask;
import dev.durable.Finished;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.sql.SQLException;

/** Adds up what was posted for a bill, and posts that. */
@Task(
        id = "total",
        transactional = true,
        timeout = "PT1M",
        maxRetries = 1000,
        retryDelay = "PT0.1S",
        retryMultiplier = 1)
public class Total implements DurableTask<Finished<Integer, Integer>, Integer> {

    @Inject
    Ledger ledger;

    @Override
    public Integer run(TaskContext context, Finished<Integer, Integer> all) throws SQLException {
        int total = all.outputs(Post.class).stream().mapToInt(Integer::intValue).sum();
        ledger.post(context.executionId().value(), total);
        return total;
    }
}
