package dev.durable.sample.shop;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Ships what was ordered: tried again if it fails, also after the server was killed in the middle of it. */
// Shown in README.md
@Task(id = "ship", timeout = "PT15M", maxRetries = 5)
public class Ship implements DurableTask<String, String> {
    @Inject
    @ConfigProperty(name = "shop.packing", defaultValue = "PT2S")
    Duration packing;

    @Override
    public String run(TaskContext context, String item) throws InterruptedException {
        Thread.sleep(packing.toMillis()); // where your task would call other systems; let interrupts through
        return "parcel " + context.executionId(); // the same in each attempt, so that there is only one parcel
    }
}
// Until here
