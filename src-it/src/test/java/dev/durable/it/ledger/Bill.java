package dev.durable.it.ledger;

import dev.durable.Children;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Collections;

/** Writes a bill and has its positions posted, each by a child; {@link Total} adds them up. */
@Task(
        id = "bill",
        transactional = true,
        timeout = "PT10M",
        maxRetries = 1000,
        retryDelay = "PT0.1S",
        retryMultiplier = 1,
        combineTask = Total.class)
public class Bill implements ParentTask<Integer, Integer, Integer> {

    /** How many positions each bill has. */
    public static final int POSITIONS = 5;

    @Inject
    Ledger ledger;

    /** Each position has the amount. */
    @Override
    public Children<Integer> run(TaskContext context, Integer amount) throws SQLException {
        ledger.bill(context.executionId().value());
        return Children.of(amount).andEach(Post.class, Collections.nCopies(POSITIONS, amount));
    }
}
