package dev.durable.examples;

import dev.durable.CancelAnswer;
import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.examples.Shop.Mail;
import dev.durable.examples.Shop.Order;
import dev.durable.examples.Shop.Receipt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class Orders {

    @Inject
    DurableExecutor durable;

    @PersistenceContext
    EntityManager entityManager;

    // Shown in README.md
    @Transactional // the order and its task commit together, or neither does
    public TaskHandle<Receipt> accept(Order order) {
        entityManager.persist(order);
        return durable.enqueue(ChargeCard.class, order.payment());
    }
    // Until here

    // Shown in docs/tasks.md
    @Transactional
    public void remindLater(List<Mail> mails) {
        EnqueueOptions tomorrow =
                EnqueueOptions.none().withDelay(Duration.ofDays(1)).withMaxRetries(10);
        durable.enqueueAll(SendMail.class, mails, tomorrow); // all or none
    }
    // Until here

    // Shown in docs/tasks.md
    public Optional<Receipt> receipt(ExecutionId id) throws InterruptedException {
        TaskHandle<Receipt> handle = durable.handle(ChargeCard.class, id);
        TaskExecution<Receipt> execution = handle.await(Duration.ofSeconds(10));
        return execution.output(); // empty unless it COMPLETED; then execution.error() says why
    }
    // Until here

    // Shown in docs/tasks.md
    public String cancel(ExecutionId id) {
        CancelAnswer answer = durable.cancel(id);
        if (answer instanceof CancelAnswer.AlreadyFinished finished) {
            return "Too late: it is " + finished.status();
        }
        return answer instanceof CancelAnswer.Requested ? "Cancelled once this transaction commits" : "Cancelled";
    }
    // Until here
}
