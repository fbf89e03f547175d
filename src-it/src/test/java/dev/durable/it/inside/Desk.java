package dev.durable.it.inside;

import dev.durable.DurableExecutor;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.SQLException;
import java.util.UUID;

/** Enqueues in transactions that the container begins and ends. */
@ApplicationScoped
public class Desk {

    @Inject
    DurableExecutor durable;

    @Inject
    Ledger ledger;

    @PersistenceContext
    EntityManager entities;

    /** Persists an entity, in the caller's transaction if there is one. */
    @Transactional
    public void persist(UUID id, String entry) {
        entities.persist(new Booking(id, entry));
    }

    /** In a transaction of its own, whatever the caller's comes to. */
    @Transactional(TxType.REQUIRES_NEW)
    public TaskHandle<Integer> enqueueApart(String word) throws SQLException {
        ledger.write(word);
        return durable.enqueue(Measure.class, word);
    }

    /** Outside of the caller's transaction, which is suspended meanwhile, so that waiting is allowed. */
    @Transactional(TxType.NOT_SUPPORTED)
    public TaskExecution<Integer> runOutside(String word) throws InterruptedException {
        return durable.enqueue(Measure.class, word).await(InsideServer.LIMIT);
    }

    /** Fails when all is written. */
    @Transactional
    public void enqueueAndFail(String word) throws SQLException {
        ledger.write(word);
        durable.enqueue(Measure.class, word);
        throw new IllegalStateException("after " + word);
    }
}
