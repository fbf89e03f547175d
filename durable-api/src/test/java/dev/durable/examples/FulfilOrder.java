package dev.durable.examples;

import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.Task;
import dev.durable.examples.Shop.Order;
import dev.durable.examples.Shop.Shipment;

// Shown in docs/tasks.md
@Task(id = "fulfilOrder")
public class FulfilOrder implements SequenceTask<Order, Shipment> {

    @Override
    public Steps<Order, Shipment> steps() {
        return Steps.first(ReserveItems.class).then(AwaitPayment.class).then(ShipOrder.class);
    }
}
// Until here
