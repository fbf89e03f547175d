package dev.durable.examples;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Payout;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.UUID;

// Shown in docs/tasks.md
@Task(id = "bookPayout", maxRetries = 5)
public class BookPayout implements DurableTask<Payout, Void> {
    @PersistenceContext
    EntityManager entityManager;

    @Override
    @Transactional // the body's own transaction, committed before the engine stores the outcome
    public Void run(TaskContext context, Payout payout) {
        UUID id = context.executionId().value(); // the same in every attempt
        if (entityManager.find(Booking.class, id) == null) {
            entityManager.persist(new Booking(id, payout));
        }
        return null;
    }
}
// Until here
