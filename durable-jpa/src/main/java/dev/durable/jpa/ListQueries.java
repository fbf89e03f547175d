package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.ExecutionQuery;
import dev.durable.TaskStatus;
import dev.durable.spi.Listing;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;

/** Lists and counts executions. What callers give goes into parameters, and only names of ours into the text. */
final class ListQueries {

    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    /**
     * @param now the database's clock
     */
    ListQueries(ExecutionQuery query, Instant now) {
        where("e.taskId = :task", "task", query.taskId());
        where("e.times.createdAt < :before", "before", ago(now, query.olderThan()));
        where("e.times.createdAt > :after", "after", ago(now, query.youngerThan()));
        if (query.rootsOnly()) {
            conditions.add("e.place.role = dev.durable.spi.Role.ROOT");
        }
        if (!query.statuses().isEmpty()) {
            conditions.add(oneOf(query.statuses()));
        }
    }

    private static @Nullable Instant ago(Instant now, @Nullable Duration age) {
        return age == null ? null : now.minus(age);
    }

    /** In the text, since the database has to see that an index on some statuses alone will do. */
    private static String oneOf(Set<TaskStatus> statuses) {
        return statuses.stream()
                .map(status -> TaskStatus.class.getName() + "." + status.name())
                .collect(Collectors.joining(", ", "e.status in (", ")"));
    }

    private void where(String condition, String parameter, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            parameters.put(parameter, value);
        }
    }

    List<StoredExecution> page(StatelessSession session, Listing listing) {
        ExecutionId below = listing.below();
        where("e.id < :below", "below", below == null ? null : below.value());
        return query(session, "select e from LockedExecution e", " order by e.id desc", LockedExecution.class)
                .setMaxResults(listing.limit())
                .getResultList()
                .stream()
                .map(ExecutionState::toStored)
                .toList();
    }

    long count(StatelessSession session) {
        return query(session, "select count(*) from LockedExecution e", "", Long.class)
                .getSingleResult();
    }

    private <T> SelectionQuery<T> query(StatelessSession session, String select, String order, Class<T> type) {
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        SelectionQuery<T> query = session.createSelectionQuery(select + where + order, type);
        parameters.forEach(query::setParameter);
        return query;
    }
}
