package dev.durable.examples;

import dev.durable.DurableExecutor;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import dev.durable.examples.Shop.Order;
import dev.durable.examples.Shop.Payout;
import dev.durable.examples.Shop.Reading;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.UUID;

@ApplicationScoped
class Payments {

    @Inject
    DurableExecutor durable;

    @PersistenceContext
    EntityManager entityManager;

    // Shown in docs/tasks.md
    @Transactional // the booking and the wake commit together, or neither does
    public boolean received(Order order, Payout transfer) {
        entityManager.persist(new Booking(UUID.randomUUID(), transfer));
        WakeAnswer answer = durable.wakeUp(AwaitPayment.class, Long.toString(order.id()), WakeUp.completed(order));
        return !(answer instanceof WakeAnswer.AlreadyFinished); // else too late: it has timed out, or was cancelled
    }
    // Until here

    // Shown in docs/tasks.md
    public void read(Reading reading) {
        durable.wakeUp(
                AwaitReading.class, reading.meter(), WakeUp.completed(reading).keepForNext());
    }
    // Until here
}
