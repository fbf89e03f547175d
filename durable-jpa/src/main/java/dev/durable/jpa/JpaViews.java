package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.ExecutionQuery;
import dev.durable.TaskStatus;
import dev.durable.spi.Listing;
import dev.durable.spi.Role;
import dev.durable.spi.StoredAttempt;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionViews;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.StatelessSession;

/** Reads executions without locking them. */
final class JpaViews implements TaskExecutionViews {

    private static final String STANDINGS =
            "select e.id, e.status, e.claim.token from LockedExecution e where e.id in (:ids)";

    private static final String CHILDREN = """
            select e from ExecutionEntity e
            where e.place.parentId = :parent and e.place.role = dev.durable.spi.Role.CHILD
            order by e.place.childIndex""";

    // Each server asks this every other second. So it reads as many rows as it reports and no more.
    private static final String RUNNING = """
            select count(*) from (
                select e.id as id from LockedExecution e
                where e.status = dev.durable.TaskStatus.RUNNING
                order by e.claim.owner limit %d) running""".formatted(Figures.MOST);

    private static final String RELATED = """
            select e from ExecutionEntity e
            where e.place.parentId = :parent and e.place.role = :role and e.place.childIndex = :index""";

    private static final String ATTEMPTS = """
            select a from AttemptEntity a
            where a.id.executionId = :execution
            order by a.iteration, a.attempt, a.id.token""";

    private static final String NEXT_DEADLINE = """
            select min(e.times.deadlineAt) from LockedExecution e
            where e.times.deadlineAt is not null and e.times.finishedAt is null""";

    private final Transactions transactions;
    private final DatabaseKind database;
    private final Schema schema;

    JpaViews(Transactions transactions, DatabaseKind database, Schema schema) {
        this.transactions = transactions;
        this.database = database;
        this.schema = schema;
    }

    /** A row of {@link #STANDINGS}. */
    private record StandingRow(UUID id, TaskStatus status, Long token) {}

    @Override
    public Optional<StoredExecution> find(ExecutionId id) {
        return transactions.reading(session -> Optional.ofNullable(session.get(ExecutionEntity.class, id.value()))
                .map(ExecutionEntity::toStored));
    }

    @Override
    public Map<ExecutionId, Standing> standings(Collection<ExecutionId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return transactions.reading(session -> {
            Map<ExecutionId, Standing> standings = new HashMap<>();
            session.createQuery(STANDINGS, StandingRow.class)
                    .setParameterList("ids", ExecutionQueries.values(ids))
                    .getResultList()
                    .forEach(row -> standings.put(new ExecutionId(row.id()), new Standing(row.status(), row.token())));
            return standings;
        });
    }

    @Override
    public List<StoredExecution> children(ExecutionId parentId) {
        return transactions.reading(
                session -> session
                        .createQuery(CHILDREN, ExecutionEntity.class)
                        .setParameter("parent", parentId.value())
                        .getResultList()
                        .stream()
                        .map(ExecutionEntity::toStored)
                        .toList());
    }

    @Override
    public Optional<StoredExecution> related(ExecutionId parentId, Role role, int index) {
        return transactions.reading(session -> session.createQuery(RELATED, ExecutionEntity.class)
                .setParameter("parent", parentId.value())
                .setParameter("role", role)
                .setParameter("index", index)
                .uniqueResultOptional()
                .map(ExecutionEntity::toStored));
    }

    @Override
    public Optional<StoredExecution> sleeper(String taskId, String key) {
        return transactions.reading(session -> WakeTable.latest(session, taskId, key));
    }

    @Override
    public List<StoredAttempt> attempts(ExecutionId id) {
        return transactions.reading(
                session -> session
                        .createQuery(ATTEMPTS, AttemptEntity.class)
                        .setParameter("execution", id.value())
                        .getResultList()
                        .stream()
                        .map(AttemptEntity::toStored)
                        .toList());
    }

    @Override
    public List<StoredExecution> list(Listing listing) {
        return transactions.reading(session -> new ListQueries(listing.query(), now(session)).page(session, listing));
    }

    @Override
    public long count(ExecutionQuery query) {
        return transactions.reading(session -> new ListQueries(query, now(session)).count(session));
    }

    private Instant now(StatelessSession session) {
        return session.doReturningWork(connection -> DatabaseKind.readClock(connection, database.clock()));
    }

    @Override
    public Figures figures() {
        return transactions.reading(session -> {
            Instant now = now(session);
            long running = session.createQuery(RUNNING, Long.class).getSingleResult();
            ReadyQueries.Backlog backlog = new ReadyQueries(session, database).backlog(now);
            return new Figures(
                    running,
                    backlog.count(),
                    backlog.oldest()
                            .map(oldest -> Duration.between(oldest, now))
                            .orElse(Duration.ZERO),
                    session.createQuery(NEXT_DEADLINE, Instant.class)
                            .uniqueResultOptional()
                            .map(deadline -> Duration.between(now, deadline)));
        });
    }

    @Override
    public void checkSchema() {
        transactions.reading(session -> session.doReturningWork(schema::check));
    }
}
