package dev.durable.it.ledger;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import java.util.concurrent.CountDownLatch;

/** Goes on until somebody breaks it off. */
@Task(id = "leaf", timeout = "PT10M")
public class Leaf implements DurableTask<Integer, Integer> {

    @Override
    public Integer run(TaskContext context, Integer number) throws InterruptedException {
        new CountDownLatch(1).await();
        return number;
    }
}
