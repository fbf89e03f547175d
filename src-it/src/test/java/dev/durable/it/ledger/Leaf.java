package dev.durable.it.ledger;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/** Goes on until somebody breaks it off. */
@Task(id = "leaf", timeout = "PT10M")
public class Leaf implements DurableTask<Integer, Integer> {

    @Inject
    Ledger ledger;

    @Override
    public Integer run(TaskContext context, Integer number) throws InterruptedException, SQLException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            ledger.brokenOff(context.executionId().value(), context.cancelRequested());
            throw e;
        }
        return number;
    }
}
