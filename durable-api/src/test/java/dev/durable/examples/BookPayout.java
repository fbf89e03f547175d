package dev.durable.examples;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Payout;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

// Shown in docs/tasks.md
@Task(id = "bookPayout", transactional = true, maxRetries = 5)
public class BookPayout implements DurableTask<Payout, Void> {
    @PersistenceContext
    EntityManager entityManager;

    @Override
    public Void run(TaskContext context, Payout payout) {
        entityManager.persist(new Booking(context.executionId().value(), payout));
        return null; // committed together with the outcome, or not at all
    }
}
// Until here
