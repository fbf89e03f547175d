package dev.durable.examples;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Offer;
import dev.durable.examples.Shop.Question;
import dev.durable.examples.Shop.Suppliers;
import jakarta.inject.Inject;

@Task(id = "askSupplier", timeout = "PT10S", maxRetries = 2)
public class AskSupplier implements DurableTask<Question, Offer> {
    @Inject
    Suppliers suppliers;

    @Override
    public Offer run(TaskContext context, Question question) {
        return suppliers.ask(question.supplier(), question.article());
    }
}
