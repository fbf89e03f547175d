package dev.durable.jpa;

import dev.durable.spi.StoredExecution;
import java.util.Optional;
import org.hibernate.StatelessSession;

/** Finds who sleeps under a key. */
final class SleeperQueries {

    // Whoever sleeps has not finished and comes first. Of the others the one that ended last had the key last: one that
    // never slept, since another had its key, ended before that other.
    static final String LATEST_FIRST =
            "order by e.times.finishedAt desc nulls first, e.times.createdAt desc, e.id desc";

    private static final String LATEST =
            "select e from LockedExecution e where e.taskId = :task and e.wakeKey = :key " + LATEST_FIRST;

    private SleeperQueries() {}

    /** The execution that sleeps under a key, or else the latest one that did. */
    static Optional<StoredExecution> latest(StatelessSession session, String taskId, String key) {
        return session.createQuery(LATEST, LockedExecution.class)
                .setParameter("task", taskId)
                .setParameter("key", key)
                .setMaxResults(1)
                .uniqueResultOptional()
                .map(ExecutionState::toStored);
    }
}
