package dev.durable.examples;

import dev.durable.DurableTask;
import dev.durable.Finished;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import dev.durable.examples.Shop.Offer;
import dev.durable.examples.Shop.Wish;
import java.util.Comparator;

// Shown in docs/tasks.md
@Task(id = "chooseOffer", timeout = "PT10S", maxRetries = 2)
public class ChooseOffer implements DurableTask<Finished<Wish, Integer>, Offer> {

    @Override
    public Offer run(TaskContext context, Finished<Wish, Integer> all) {
        return all.outputs(AskSupplier.class).stream()
                .min(Comparator.comparing(Offer::price))
                .orElseThrow(() -> TaskException.notRetryable("None of " + all.output() + " suppliers answered"));
    }
}
// Until here
