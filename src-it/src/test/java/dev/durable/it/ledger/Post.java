package dev.durable.it.ledger;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.sql.SQLException;

/** Posts an amount: the entry and the completion are one transaction. */
@Task(
        id = "post",
        transactional = true,
        timeout = "PT1M",
        maxRetries = 1000,
        retryDelay = "PT0.1S",
        retryMultiplier = 1)
public class Post implements DurableTask<Integer, Integer> {

    @Inject
    Ledger ledger;

    @Override
    public Integer run(TaskContext context, Integer amount) throws SQLException {
        ledger.post(context.executionId().value(), amount);
        return amount;
    }
}
