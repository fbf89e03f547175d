package dev.durable.examples;

import dev.durable.DurableTask;
import dev.durable.InvalidInputException;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Item;
import dev.durable.examples.Shop.Parcel;
import dev.durable.examples.Shop.Warehouse;
import jakarta.inject.Inject;

@Task(id = "packItem", maxRetries = 3)
public class PackItem implements DurableTask<Item, Parcel> {
    @Inject
    Warehouse warehouse;

    // Shown in docs/tasks.md
    @Override
    public void validate(Item item) {
        if (item.count() < 1) {
            throw new InvalidInputException("An item is packed at least once, not " + item.count() + " times");
        }
    }
    // Until here

    @Override
    public Parcel run(TaskContext context, Item item) {
        return warehouse.pack(item);
    }
}
