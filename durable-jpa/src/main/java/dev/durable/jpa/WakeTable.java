package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Wake;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.StatelessSession;
import org.hibernate.query.Query;
import org.jspecify.annotations.Nullable;

/** Calls to wake up that are stored. Nobody waits for a row of theirs, but for those that a delivery drops. */
final class WakeTable {

    private static final String INSERT = """
            insert into durable_wake (task_id, wake_key, execution_id, output, keep_for_next, kept_until,
                error_kind, error_message, error_type, error_retryable, error_stack)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    // The sleeper has not finished and comes first. Of the others the one that ended last had the key last: one
    // that never slept, since another had its key, ended before that other.
    private static final String LATEST_FIRST =
            "order by e.times.finishedAt desc nulls first, e.times.createdAt desc, e.id desc";

    private static final String LATEST =
            "select e from LockedExecution e where e.taskId = :task and e.wakeKey = :key " + LATEST_FIRST;

    // Wakes for rows of a newer generation stay: they would fill the batches and keep others out. Scalar subselects
    // in one predicate are looked up for each wake; for "not exists" PostgreSQL may read all executions there have
    // ever been.
    private static final String NEW = """
            select w from WakeEntity w
            where w.keptUntil is null and coalesce(
                (select e.rules from LockedExecution e where e.id = w.executionId),
                (select e.rules from LockedExecution e
                    where e.taskId = w.taskId and e.wakeKey = w.wakeKey
                    and e.status = dev.durable.TaskStatus.SLEEPING),
                0) <= %d
            order by w.id""".formatted(Schema.GENERATION);

    private static final String TARGETS = """
            select w.id,
                (select e.id from LockedExecution e where e.id = w.executionId),
                (select e.id from LockedExecution e
                    where e.taskId = w.taskId and e.wakeKey = w.wakeKey %s limit 1)
            from WakeEntity w where w.id in (:ids)""".formatted(LATEST_FIRST);

    private static final String AWAITED = """
            select min(w.id), e.id from WakeEntity w
            join LockedExecution e on e.taskId = w.taskId and e.wakeKey = w.wakeKey
            where w.keptUntil > :now and e.status = dev.durable.TaskStatus.SLEEPING
            and e.rules <= %d
            group by e.id
            order by min(w.id)""".formatted(Schema.GENERATION);

    private static final String KEPT_TOO_LONG =
            "select w from WakeEntity w where w.keptUntil <= :now order by w.keptUntil";

    private static final String DROP = """
            delete from durable_wake
            where task_id = ? and wake_key = ? and kept_until is not null and not keep_for_next""";

    private final StoreSession work;

    WakeTable(StoreSession work) {
        this.work = work;
    }

    /** A row of {@link #TARGETS}. */
    private record TargetRow(
            Long wake, @Nullable UUID named, @Nullable UUID latest) {}

    /**
     * A kept wake and who sleeps under its key.
     *
     * @param wake the oldest wake for the key
     * @param execution who sleeps
     */
    record Awaited(Long wake, UUID execution) {}

    /**
     * The key of sleeping executions.
     *
     * @param taskId their task
     * @param key the key
     */
    record Key(String taskId, String key) {}

    /** The execution that sleeps under a key, or else the latest one that did. */
    static Optional<StoredExecution> latest(StatelessSession session, String taskId, String key) {
        return session.createQuery(LATEST, LockedExecution.class)
                .setParameter("task", taskId)
                .setParameter("key", key)
                .setMaxResults(1)
                .uniqueResultOptional()
                .map(ExecutionState::toStored);
    }

    /** Stores wakes: to be applied, or to be kept until that moment. */
    void insert(Collection<Wake> wakes, @Nullable Instant keptUntil) {
        work.batch(INSERT, wakes, (parameters, wake) -> bind(parameters, wake, keptUntil));
    }

    private static void bind(Parameters parameters, Wake wake, @Nullable Instant keptUntil) throws SQLException {
        parameters
                .text(wake.taskId())
                .text(wake.key())
                .id(wake.executionId())
                .text(wake.output())
                .flag(wake.keepForNext())
                .time(keptUntil)
                .error(wake.failure())
                .stack(wake.failure());
    }

    /** The oldest wakes to be applied that nobody holds. */
    List<WakeEntity> lockNew(int limit) {
        return locked(query(NEW), limit);
    }

    /** Whom each of these wakes finds: the execution that it names, or who slept last under its key. */
    Map<Long, ExecutionId> targets(List<WakeEntity> wakes) {
        Map<Long, ExecutionId> targets = new HashMap<>();
        if (!wakes.isEmpty()) {
            work.session()
                    .createQuery(TARGETS, TargetRow.class)
                    .setParameterList("ids", ids(wakes))
                    .getResultList()
                    .forEach(row -> {
                        UUID target = row.named() != null ? row.named() : row.latest();
                        if (target != null) {
                            targets.put(row.wake(), new ExecutionId(target));
                        }
                    });
        }
        return targets;
    }

    /** Kept wakes under whose keys somebody sleeps, the oldest first. */
    List<Awaited> awaited(Instant now, int limit) {
        return work.session()
                .createQuery(AWAITED, Awaited.class)
                .setParameter("now", now)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Those of these wakes that are still there and that nobody holds, the oldest first. */
    List<WakeEntity> lockFree(Collection<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : locked(
                        query("select w from WakeEntity w where w.id in (:ids) order by w.id")
                                .setParameterList("ids", ids),
                        ids.size());
    }

    /** Wakes that were kept for too long and that nobody holds. */
    List<WakeEntity> lockKeptTooLong(Instant now, int limit) {
        return locked(query(KEPT_TOO_LONG).setParameter("now", now), limit);
    }

    private Query<WakeEntity> query(String query) {
        return work.session().createQuery(query, WakeEntity.class);
    }

    private static List<WakeEntity> locked(Query<WakeEntity> query, int limit) {
        return ExecutionQueries.skippingLocked(query.setMaxResults(limit)).getResultList();
    }

    /** Keeps wakes until that moment. */
    void keep(List<WakeEntity> wakes, Instant until) {
        if (!wakes.isEmpty()) {
            work.session()
                    .createMutationQuery("update WakeEntity w set w.keptUntil = :until where w.id in (:ids)")
                    .setParameter("until", until)
                    .setParameterList("ids", ids(wakes))
                    .executeUpdate();
        }
    }

    /** Deletes wakes. */
    void delete(List<WakeEntity> wakes) {
        if (!wakes.isEmpty()) {
            work.session()
                    .createMutationQuery("delete from WakeEntity w where w.id in (:ids)")
                    .setParameterList("ids", ids(wakes))
                    .executeUpdate();
        }
    }

    /** Deletes what is kept for executions that other wakes have ended, unless it is for the next ones. */
    void drop(Collection<Key> keys) {
        if (!keys.isEmpty()) {
            work.batch(DROP, keys, (parameters, key) -> parameters
                    .text(key.taskId())
                    .text(key.key()));
        }
    }

    private static List<Long> ids(List<WakeEntity> wakes) {
        return wakes.stream().map(WakeEntity::id).toList();
    }
}
