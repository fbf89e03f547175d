package dev.durable.examples;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.CardGateway;
import dev.durable.examples.Shop.Payment;
import dev.durable.examples.Shop.Receipt;
import jakarta.inject.Inject;

// Shown in README.md
@Task(id = "chargeCard", timeout = "PT30S", maxRetries = 5)
public class ChargeCard implements DurableTask<Payment, Receipt> {
    @Inject
    CardGateway gateway;

    @Override
    public Receipt run(TaskContext context, Payment payment) {
        return gateway.charge(payment, context.executionId().toString());
    }
}
// Until here
