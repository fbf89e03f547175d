package dev.durable.examples;

import dev.durable.SleepingTask;
import dev.durable.Task;
import dev.durable.examples.Shop.Order;

// Shown in docs/tasks.md
@Task(id = "awaitPayment", timeout = "P14D")
public class AwaitPayment implements SleepingTask<Order, Order> {

    @Override
    public String key(Order order) {
        return Long.toString(order.id());
    }
}
// Until here
