package dev.durable.examples;

import dev.durable.Children;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Order;
import dev.durable.examples.Shop.Parcel;
import dev.durable.examples.Shop.Shipment;
import java.util.List;

// Shown in docs/tasks.md
@Task(id = "shipOrder", maxRetries = 3)
public class ShipOrder implements ParentTask<Order, Void, Shipment> {

    @Override
    public Children<Void> run(TaskContext context, Order order) {
        return Children.<Void>of(null).andEach(PackItem.class, order.items());
    }

    @Override
    public Shipment combine(TaskContext context, Finished<Order, Void> all) {
        List<Parcel> parcels = all.outputs(PackItem.class);
        int grams = parcels.stream().mapToInt(Parcel::grams).sum();
        return new Shipment(all.input().id(), parcels.size(), grams);
    }
}
// Until here
