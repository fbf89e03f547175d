package dev.durable.jpa;

import dev.durable.jpa.ClaimHints.Start;
import dev.durable.jpa.ClaimOrder.Candidate;
import dev.durable.spi.TaskExecutionViews.Figures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.StatelessSession;

/**
 * Reads the index of ready executions, task by task: what a server reads for a task does not depend on what other tasks
 * have waiting, and it reads nothing of tasks that it does not run. Without locks; what is found may have gone on since.
 */
final class ReadyQueries {

    // The literals let PostgreSQL see that the partial index will do.
    private static final String READY = "status = 'READY' and rules <= " + Schema.GENERATION;

    private static final String DUE = "select id, token, due_at, crashes from durable_execution where " + READY
            + " and task_id = %s and due_at >= %s and due_at <= ? and crashes <= ?"
            + " and (deadline_at is null or deadline_at > ?) order by " + ClaimOrder.COLUMNS + " limit ?";

    private static final String DUE_OF_ONE = DUE.formatted("?", "?");

    private static final String DUE_OF_ALL = "select t.n, e.id, e.token, e.due_at, e.crashes"
            + " from unnest(cast(? as text[]), cast(? as timestamptz[])) with ordinality as t(task_id, low, n) cross join lateral ("
            + DUE.formatted("t.task_id", "t.low") + ") e";

    private static final String NEXT = "select due_at from durable_execution where " + READY
            + " and task_id = %s and due_at > ? and crashes <= ? order by " + ClaimOrder.COLUMNS + " limit 1";

    private static final String NEXT_OF_ONE = NEXT.formatted("?");

    private static final String NEXT_OF_ALL =
            "select min(e.due_at) as due_at from unnest(cast(? as text[])) as t(task_id) cross join lateral ("
                    + NEXT.formatted("t.task_id") + ") e";

    private static final String DUE_BY_NOW =
            "select due_at from durable_execution where " + READY + " and due_at <= ? order by due_at limit ";

    private static final String FIGURES = "select count(*), min(due_at) from (" + DUE_BY_NOW + Figures.MOST + ") due";

    // Walks from task to task in the index, since a distinct would read all of it. To count a part of what is due,
    // PostgreSQL would read a bitmap of all of it: the order, and a limit that it cannot see when it plans, prevent
    // that.
    private static final String FIGURES_BY_TASK = """
            with recursive task(id) as (
                (select task_id from durable_execution where %1$s order by task_id limit 1)
                union all
                select (
                    select e.task_id from durable_execution e where %1$s and e.task_id > task.id
                    order by e.task_id limit 1)
                from task where task.id is not null),
            moment(now) as (select cast(? as timestamptz))
            select
                (select count(*) from (
                    select 1 from moment cross join task cross join lateral (
                        select 1 from durable_execution where %1$s and task_id = task.id and due_at <= moment.now
                        order by due_at limit (select %2$d)) one
                    limit %2$d) due),
                (select min(first.due_at) from moment cross join task cross join lateral (
                    select due_at from durable_execution where %1$s and task_id = task.id and due_at <= moment.now
                    order by due_at limit 1) first)""".formatted(READY, Figures.MOST);

    private final StatelessSession session;
    private final DatabaseKind database;

    ReadyQueries(StatelessSession session, DatabaseKind database) {
        this.session = session;
        this.database = database;
    }

    /**
     * Due executions of each task, in the order of {@link ClaimOrder#COLUMNS}.
     *
     * @param mostCrashes only what has no more crashes than these
     * @param limit how many of each task at the most
     */
    List<List<Candidate>> due(Start start, Instant now, int mostCrashes, int limit) {
        return session.doReturningWork(connection -> {
            List<List<Candidate>> found = new ArrayList<>();
            start.tasks().forEach(task -> found.add(new ArrayList<>()));
            if (database == DatabaseKind.POSTGRESQL) {
                try (PreparedStatement statement = connection.prepareStatement(DUE_OF_ALL)) {
                    statement.setArray(
                            1, connection.createArrayOf("text", start.tasks().toArray()));
                    statement.setArray(
                            2,
                            connection.createArrayOf(
                                    "timestamptz", times(start.from()).toArray()));
                    bindDue(statement, 3, now, mostCrashes, limit);
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            found.get(rows.getInt("n") - 1).add(candidate(rows));
                        }
                    }
                }
            } else {
                // One statement each: the database is in this process, so that a round trip costs nothing.
                try (PreparedStatement statement = connection.prepareStatement(DUE_OF_ONE)) {
                    for (int i = 0; i < start.tasks().size(); i++) {
                        statement.setString(1, start.tasks().get(i));
                        statement.setObject(2, time(start.from().get(i)));
                        bindDue(statement, 3, now, mostCrashes, limit);
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                found.get(i).add(candidate(rows));
                            }
                        }
                    }
                }
            }
            return found;
        });
    }

    private static void bindDue(PreparedStatement statement, int first, Instant now, int mostCrashes, int limit)
            throws SQLException {
        statement.setObject(first, time(now));
        statement.setInt(first + 1, mostCrashes);
        statement.setObject(first + 2, time(now));
        statement.setInt(first + 3, limit);
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        return new Candidate(
                row.getObject("id", UUID.class),
                row.getLong("token"),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getInt("crashes"));
    }

    /** When the next execution of these tasks is due that is not due yet. */
    Optional<Instant> nextDue(List<String> tasks, Instant now, int mostCrashes) {
        return session.doReturningWork(connection -> {
            List<Instant> next = new ArrayList<>();
            if (database == DatabaseKind.POSTGRESQL) {
                try (PreparedStatement statement = connection.prepareStatement(NEXT_OF_ALL)) {
                    statement.setArray(1, connection.createArrayOf("text", tasks.toArray()));
                    addNextDue(statement, now, mostCrashes, next);
                }
            } else {
                try (PreparedStatement statement = connection.prepareStatement(NEXT_OF_ONE)) {
                    for (String task : tasks) {
                        statement.setString(1, task);
                        addNextDue(statement, now, mostCrashes, next);
                    }
                }
            }
            return next.isEmpty() ? Optional.empty() : Optional.of(Collections.min(next));
        });
    }

    private static void addNextDue(PreparedStatement statement, Instant now, int mostCrashes, List<Instant> next)
            throws SQLException {
        statement.setObject(2, time(now));
        statement.setInt(3, mostCrashes);
        try (ResultSet row = statement.executeQuery()) {
            OffsetDateTime due = row.next() ? row.getObject("due_at", OffsetDateTime.class) : null;
            if (due != null) {
                next.add(due.toInstant());
            }
        }
    }

    /**
     * How much is due, counted up to {@link Figures#MOST}, and since when.
     *
     * @param count how many
     * @param oldest since when the oldest is due; empty if nothing is
     */
    record Backlog(long count, Optional<Instant> oldest) {}

    /** What is due of all tasks, also of those that no server runs. */
    Backlog backlog(Instant now) {
        return session.doReturningWork(connection -> backlog(connection, now));
    }

    private Backlog backlog(Connection connection, Instant now) throws SQLException {
        String sql = database == DatabaseKind.POSTGRESQL ? FIGURES_BY_TASK : FIGURES;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, time(now));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime oldest = row.getObject(2, OffsetDateTime.class);
                return new Backlog(row.getLong(1), Optional.ofNullable(oldest).map(OffsetDateTime::toInstant));
            }
        }
    }

    private static List<OffsetDateTime> times(List<Instant> moments) {
        return moments.stream().map(ReadyQueries::time).toList();
    }

    private static OffsetDateTime time(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
