package dev.durable.examples;

import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Offer;
import dev.durable.examples.Shop.Wish;
import java.time.Duration;
import java.util.List;

@Task(id = "firstOffers")
public class FirstOffers implements ParentTask<Wish, Void, List<Offer>> {

    // Shown in docs/tasks.md
    @Override
    public Children<Void> run(TaskContext context, Wish wish) {
        EnqueueOptions quick = EnqueueOptions.none().withTimeout(Duration.ofSeconds(5));
        return Children.<Void>of(null)
                .andEach(AskSupplier.class, wish.questions(), quick)
                .quorum(2); // the first two offers will do
    }
    // Until here

    @Override
    public List<Offer> combine(TaskContext context, Finished<Wish, Void> all) {
        return all.outputs(AskSupplier.class);
    }
}
