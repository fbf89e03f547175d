package dev.durable.examples;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Offer;
import dev.durable.examples.Shop.Question;
import dev.durable.examples.Shop.Wish;

// Shown in docs/tasks.md
@Task(id = "findOffer", onChildFailure = ChildFailurePolicy.COLLECT, combineTask = ChooseOffer.class)
public class FindOffer implements ParentTask<Wish, Integer, Offer> {

    @Override
    public Children<Integer> run(TaskContext context, Wish wish) {
        Children<Integer> children = Children.of(wish.suppliers().size());
        for (String supplier : wish.suppliers()) {
            children = children.and(AskSupplier.class, new Question(supplier, wish.article()));
        }
        return children;
    }
}
// Until here
