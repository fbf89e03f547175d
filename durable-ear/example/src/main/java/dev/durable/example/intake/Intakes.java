package dev.durable.example.intake;

import dev.durable.CancelAnswer;
import dev.durable.DurableExecutor;
import dev.durable.ExecutionId;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.example.document.Catalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Takes uploads in, and tells what became of them. */
@ApplicationScoped
public class Intakes {

    @PersistenceContext
    EntityManager entities;

    @Inject
    DurableExecutor durable;

    @Inject
    Catalogues catalogues;

    @Inject
    IntakeLimits limits;

    /**
     * Refuses to start without the tables: the server opens them once, when the application starts, and if the database
     * is down it leaves a null here. The tasks that are waiting must not use up their retries on that.
     */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        if (entities == null) {
            throw new IllegalStateException("The document intake needs its database when it starts");
        }
    }

    /**
     * Stores an upload and enqueues its cataloguing, which waits for an approval if it is a large one.
     *
     * <p>One transaction: an upload without its execution would never be catalogued, and an execution without its
     * upload could only fail.
     *
     * @param upload the ZIP
     * @param documents how many documents it has
     */
    @Transactional
    public Receipt accept(byte[] upload, int documents) {
        UUID id = UUID.randomUUID();
        boolean large = limits.isLarge(documents);
        TaskHandle<?> handle = durable.enqueue(large ? LargeIntake.class : CatalogueIntake.class, new IntakeRef(id));
        UUID executionId = handle.executionId().value();
        entities.persist(new Intake(id, executionId, large));
        entities.persist(new Upload(id, upload));
        return new Receipt(id, executionId);
    }

    /** How an intake stands. */
    public Optional<IntakeView> find(UUID id) {
        return Optional.ofNullable(entities.find(Intake.class, id)).map(this::view);
    }

    private IntakeView view(Intake intake) {
        Optional<TaskExecution<Void>> execution = durable.find(new ExecutionId(intake.executionId()));
        Optional<TaskExecution<Void>> cataloguing =
                intake.large() ? intake.cataloguing().flatMap(durable::find) : execution;
        // Only now: an execution that was seen completed has written its entry before.
        Optional<Catalogue> catalogue = catalogues.find(intake.id());
        return IntakeView.of(intake, execution, cataloguing.map(TaskExecution::progress), catalogue);
    }

    /** Remembers which execution describes the documents, so that their number can be told while it does. */
    @Transactional
    public void cataloguedBy(UUID id, ExecutionId cataloguing) {
        entities.find(Intake.class, id).cataloguedBy(cataloguing);
    }

    /** The newest intakes. */
    @Transactional // one connection for all that is asked here
    public List<IntakeSummary> newest(int limit) {
        return summaries(
                entities.createQuery("select i from Intake i order by i.createdAt desc, i.id desc", Intake.class),
                limit);
    }

    /** The intakes that came next before this one; none if there is no such intake. */
    @Transactional // one connection for all that is asked here
    public List<IntakeSummary> newestBefore(UUID id, int limit) {
        return summaries(entities.createQuery("""
                        select i from Intake i, Intake last
                        where last.id = :last
                          and (i.createdAt < last.createdAt or i.createdAt = last.createdAt and i.id < last.id)
                        order by i.createdAt desc, i.id desc""", Intake.class).setParameter("last", id), limit);
    }

    private List<IntakeSummary> summaries(TypedQuery<Intake> intakes, int limit) {
        return intakes.setMaxResults(limit).getResultList().stream()
                .map(intake -> IntakeSummary.of(intake, durable.find(new ExecutionId(intake.executionId()))))
                .toList();
    }

    /** Cancels the cataloguing of an intake. No transaction, so that the answer is final and not a request. */
    public Optional<CancelAnswer> cancel(UUID id) {
        return Optional.ofNullable(entities.find(Intake.class, id))
                .map(intake -> durable.cancel(new ExecutionId(intake.executionId())));
    }
}
