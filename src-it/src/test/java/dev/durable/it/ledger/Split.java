package dev.durable.it.ledger;

import dev.durable.Children;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.sql.SQLException;

/** Posts an amount, and has as much posted by a child, which is there if and only if the entry is. */
@Task(
        id = "split",
        transactional = true,
        timeout = "PT1M",
        maxRetries = 1000,
        retryDelay = "PT0.1S",
        retryMultiplier = 1)
public class Split implements ParentTask<Integer, Integer, Finished<Integer, Integer>> {

    @Inject
    Ledger ledger;

    @Override
    public Children<Integer> run(TaskContext context, Integer amount) throws SQLException {
        ledger.post(context.executionId().value(), amount);
        return Children.of(amount).and(Post.class, amount);
    }
}
