package dev.durable.examples;

import dev.durable.CancelAnswer;
import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.ExecutionPage;
import dev.durable.ExecutionQuery;
import dev.durable.Finished;
import dev.durable.TaskAttempt;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.examples.Shop.Mail;
import dev.durable.examples.Shop.Offer;
import dev.durable.examples.Shop.Order;
import dev.durable.examples.Shop.Payment;
import dev.durable.examples.Shop.Receipt;
import dev.durable.examples.Shop.Shipment;
import dev.durable.examples.Shop.Wish;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@ApplicationScoped
class Orders {

    private final Logger log = System.getLogger("shop");

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
    public List<Offer> offers(ExecutionId id) {
        Optional<Finished<Wish, Void>> all =
                durable.handle(ComparePrices.class, id).execution().output();
        return all.map(finished -> finished.outputs(AskSupplier.class)).orElse(List.of());
    }
    // Until here

    // Shown in docs/tasks.md
    public TaskHandle<Receipt> charge(UUID requestId, Payment payment) {
        ExecutionId id = new ExecutionId(requestId); // as the client has chosen it, and sends it again
        return durable.enqueue(id, ChargeCard.class, payment, EnqueueOptions.none());
    }
    // Until here

    // Shown in docs/tasks.md
    public TaskHandle<Shipment> fulfil(Order order) {
        EnqueueOptions options = EnqueueOptions.none().withDeadline(Duration.ofDays(30));
        return durable.enqueue(FulfilOrder.class, order, options);
    }
    // Until here

    // Shown in docs/tasks.md
    public List<ExecutionId> failedToday() {
        ExecutionQuery failed = ExecutionQuery.all()
                .ofTask("chargeCard")
                .in(TaskStatus.FAILED, TaskStatus.TIMED_OUT)
                .youngerThan(Duration.ofDays(1));
        ExecutionPage page = durable.list(failed, 100, Optional.empty()); // and from page.next() on
        return page.executions().stream().map(TaskExecution::id).toList();
    }
    // Until here

    // Shown in docs/tasks.md
    public void chargeAgain(ExecutionId failed) {
        for (TaskAttempt attempt : durable.attempts(failed)) {
            log.log(Level.INFO, "{0}: {1} {2}", attempt.number(), attempt.outcome(), attempt.error());
        }
        durable.retry(failed); // a new execution, with the same input and options
    }
    // Until here

    // Shown in docs/tasks.md
    public String cancel(ExecutionId id) {
        CancelAnswer answer = durable.cancel(id);
        if (answer instanceof CancelAnswer.AlreadyFinished finished) {
            return "Too late: it is " + finished.status();
        }
        return answer instanceof CancelAnswer.Pending ? "Cancelled once this transaction commits" : "Cancelled";
    }
    // Until here
}
