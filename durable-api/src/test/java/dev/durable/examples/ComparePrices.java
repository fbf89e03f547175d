package dev.durable.examples;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Wish;

// Shown in docs/tasks.md
@Task(id = "comparePrices", onChildFailure = ChildFailurePolicy.COLLECT)
public class ComparePrices implements ParentTask<Wish, Void, Finished<Wish, Void>> {

    @Override
    public Children<Void> run(TaskContext context, Wish wish) {
        return Children.<Void>of(null).andEach(AskSupplier.class, wish.questions());
    }
}
// Until here
