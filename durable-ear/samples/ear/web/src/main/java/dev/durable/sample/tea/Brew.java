package dev.durable.sample.tea;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Brews a pot of tea, which takes a while: who asked for it does not wait. */
@Task(id = "brew", timeout = "PT15M", maxRetries = 3)
public class Brew implements DurableTask<String, String> {

    @Inject
    @ConfigProperty(name = "tea.steeping", defaultValue = "PT2S")
    Duration steeping;

    @Override
    public String run(TaskContext context, String kind) throws InterruptedException {
        Thread.sleep(steeping.toMillis()); // where your task would do its work; let interrupts through
        return "a pot of " + kind + " tea";
    }
}
