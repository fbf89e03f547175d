package dev.durable.examples;

import dev.durable.AttemptOptions;
import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import dev.durable.examples.Shop.BusyException;
import dev.durable.examples.Shop.Carrier;
import dev.durable.examples.Shop.Shipment;
import jakarta.inject.Inject;
import java.time.Duration;

@Task(id = "bookCarrier", timeout = "PT30S", maxRetries = 5, retryJitter = 0.5)
public class BookCarrier implements DurableTask<Shipment, String> {
    @Inject
    Carrier carrier;

    // Shown in docs/tasks.md
    @Override
    public AttemptOptions attemptOptions(int attempt) {
        return attempt > 1 ? AttemptOptions.none() : AttemptOptions.none().withTimeout(Duration.ofSeconds(3));
    }

    @Override
    public String run(TaskContext context, Shipment shipment) {
        try {
            return carrier.book(shipment, context.executionId().toString());
        } catch (BusyException busy) {
            throw TaskException.retryAfter(busy.pause(), "The carrier is busy", busy);
        }
    }
    // Until here
}
