package dev.durable.examples;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Order;
import dev.durable.examples.Shop.Warehouse;
import jakarta.inject.Inject;

@Task(id = "reserveItems", maxRetries = 3)
public class ReserveItems implements DurableTask<Order, Order> {
    @Inject
    Warehouse warehouse;

    @Override
    public Order run(TaskContext context, Order order) {
        warehouse.reserve(order.items());
        return order;
    }
}
