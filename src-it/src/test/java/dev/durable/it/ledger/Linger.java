package dev.durable.it.ledger;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.sql.SQLException;

/** Posts outside of any transaction, and then waits at a gate: what runs twice is seen in the ledger. */
@Task(id = "linger", timeout = "PT5M")
public class Linger implements DurableTask<Integer, Integer> {

    @Inject
    Ledger ledger;

    @Override
    public Integer run(TaskContext context, Integer gate) throws SQLException {
        ledger.linger(context.executionId().value(), gate);
        return gate;
    }
}
