package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.jpa.RecordingDataSource.Bound;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.TaskExecutionViews.Figures;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What a statement reads does not grow with what is none of its business. A store is filled with finished families, with due
 * executions of a task that no server runs, and with sleeping executions; then each verb runs, and PostgreSQL tells what each
 * node of its plan has read and thrown away.
 */
class PlanAtSizeTest {

    /** Families in the history. Large enough to flip a bad plan; the property makes it larger. */
    private static final int FAMILIES = Integer.getInteger("durable.plan.families", 60_000);

    private static final int OTHERS = 100_000;

    /** How many executions each verb works on. */
    private static final int SIZE = 20;

    /** What a node may read and throw away: some times the batch, however full the store is. */
    private static final long MOST = 1_000;

    private static final String COLUMNS =
            "insert into durable_execution (id, task_id, root_id, parent_id, role, child_index,"
                    + " depth, status, notified, token, attempt, crashes, children, unfinished_children, completed_children,"
                    + " on_child_failure, combine_task, created_at, due_at, finished_at, deadline_at, wake_key) ";

    private static final String PARENTS = COLUMNS + """
            select md5('family ' || i)::uuid, 'task', md5('family ' || i)::uuid, null, 'ROOT', 0, 0,
                case when i %% 50 = 0 then 'CHILDREN_FAILED' else 'COMPLETED' end, 'YES', 1, 1, 0, 2, 0, 2,
                'FAIL_FAST', 'task', now() - interval '1 day', now() - interval '1 day', now(), null, null
            from generate_series(1, %d) i""".formatted(FAMILIES);

    private static final String CHILDREN = COLUMNS + """
            select md5('child ' || i || ' ' || n)::uuid, 'task', md5('family ' || i)::uuid, md5('family ' || i)::uuid,
                case n when 2 then 'COMBINE' else 'CHILD' end, n %% 2, 1,
                'COMPLETED', 'YES', 1, 1, 0, 0, 0, 0, null, null,
                now() - interval '1 day', now() - interval '1 day', now(), now(), case n when 1 then 'key ' || i end
            from generate_series(1, %d) i, generate_series(0, 2) n""".formatted(FAMILIES);

    private static final String UNKNOWN = COLUMNS + """
            select md5('unknown ' || i)::uuid, 'unknown', md5('unknown ' || i)::uuid, null, 'ROOT', 0, 0,
                'READY', 'NOT_YET', 0, 1, 0, 0, 0, 0, null, null,
                now() - interval '1 day', now() - interval '1 day', null, null, null
            from generate_series(1, %d) i""".formatted(OTHERS);

    private static final String SLEEPERS = COLUMNS + """
            select md5('sleeper ' || i)::uuid, 'task', md5('sleeper ' || i)::uuid, null, 'ROOT', 0, 0,
                'SLEEPING', 'NOT_YET', 0, 1, 0, 0, 0, 0, null, null,
                now(), now(), null, now() + interval '1 day', 'sleeps ' || i
            from generate_series(1, %d) i""".formatted(OTHERS);

    private static final String WAKES = """
            insert into durable_wake (task_id, wake_key, keep_for_next)
            select 'task', 'sleeps ' || i, false from generate_series(1, 3000) i""";

    private static final String CANCELS = """
            insert into durable_cancel (execution_id)
            select md5('sleeper ' || i)::uuid from generate_series(1, 3000) i""";

    private static final Pattern ACTUAL = Pattern.compile("actual rows=([0-9.]+) loops=(\\d+)");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by [A-Za-z ]+: (\\d+)");
    private static final Pattern BUFFERS = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?|shared read=(\\d+)");

    /** The plans of one statement after the other, as they were carried out. */
    private final Map<String, List<String>> plans = new LinkedHashMap<>();

    @Test
    void noVerbReadsWhatIsNoneOfItsBusiness() {
        try (PlainServer server = Databases.postgreSql()) {
            RecordingDataSource recording = new RecordingDataSource(server.dataSource());
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
                server.run(PARENTS, CHILDREN, UNKNOWN, SLEEPERS, "analyze");
                recording.explain(this::explain);
                new WholeLife(store, recording, SIZE).statements();
                Map<String, List<String>> ofVerbs = Map.copyOf(plans);
                plans.clear();
                store.views().figures();

                assertThat(ofVerbs).hasSizeGreaterThan(20);
                ofVerbs.forEach((sql, all) -> all.forEach(plan -> assertReadsNoMoreThan(MOST, plan, sql)));
                // Figures count up to a limit.
                plans.forEach((sql, all) -> all.forEach(plan -> assertReadsNoMoreThan(Figures.MOST, plan, sql)));
            }
        }
    }

    @Test
    void aDeliveryOfManyWakesReadsNoExecutionsButTheirs() {
        try (PlainServer server = Databases.postgreSql()) {
            RecordingDataSource recording = new RecordingDataSource(server.dataSource());
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
                server.run(PARENTS, CHILDREN, SLEEPERS);
                server.run(WAKES, CANCELS, "analyze");
                recording.explain(this::explain);
                store.deliver(SIZE, Duration.ofDays(1), Executions.WAKE);
                store.sweep(new SweepCondition.CancelPending(), SIZE, row -> Optional.empty());

                assertThat(plans).hasSizeGreaterThan(4);
                plans.forEach((sql, all) -> all.forEach(plan -> assertReadsNoMoreThan(MOST, plan, sql)));
            }
        }
    }

    @Test
    void aFurtherClaimDoesNotWalkOverWhatHasBeenClaimed() {
        try (PlainServer server = Databases.postgreSql()) {
            RecordingDataSource recording = new RecordingDataSource(server.dataSource());
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
                server.run("alter table durable_execution set (autovacuum_enabled = false)");
                server.run(UNKNOWN, "update durable_execution set task_id = 'task'");
                server.run("update durable_execution set status = 'COMPLETED', finished_at = now(), notified = 'YES'");
                assertThat(Executions.claim(store, Executions.newExecutor(), SIZE))
                        .isEmpty();
                recording.explain(this::explain);
                assertThat(Executions.claim(store, Executions.newExecutor(), SIZE))
                        .isEmpty();

                List<String> claims = plans.entrySet().stream()
                        .filter(entry -> entry.getKey().contains("t.low"))
                        .flatMap(entry -> entry.getValue().stream())
                        .toList();
                assertThat(claims).hasSize(1);
                assertThat(buffers(claims.get(0))).as(claims.get(0)).isLessThan(50);
            }
        }
    }

    /** In the same transaction, on the same rows; what it changes or locks is undone. */
    private void explain(Connection connection, String sql, List<Bound> bound) throws SQLException {
        if (!sql.contains("durable_") || bound.isEmpty() && sql.contains("?")) {
            return;
        }
        boolean transaction = !connection.getAutoCommit();
        try (Statement statement = connection.createStatement()) {
            if (transaction) {
                statement.execute("savepoint explained");
            }
            plans.computeIfAbsent(sql, key -> new ArrayList<>()).add(plan(connection, sql, bound));
            if (transaction) {
                statement.execute("rollback to savepoint explained");
            }
        }
    }

    private static String plan(Connection connection, String sql, List<Bound> bound) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (PreparedStatement explained =
                connection.prepareStatement("explain (analyze, buffers, timing off, summary off) " + sql)) {
            for (Bound parameter : bound) {
                parameter.setter().invoke(explained, parameter.args());
            }
            try (ResultSet lines = explained.executeQuery()) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
        return plan.toString();
    }

    private static void assertReadsNoMoreThan(long most, String plan, String sql) {
        double loops = 1;
        for (String line : plan.split("\n")) {
            Matcher actual = ACTUAL.matcher(line);
            if (actual.find()) {
                loops = Double.parseDouble(actual.group(2));
                assertThat(Double.parseDouble(actual.group(1)) * loops)
                        .as("rows read by %s%n%s", sql, plan)
                        .isLessThanOrEqualTo(most);
            }
            Matcher removed = REMOVED.matcher(line);
            if (removed.find()) {
                assertThat(Double.parseDouble(removed.group(1)) * loops)
                        .as("rows thrown away by %s%n%s", sql, plan)
                        .isLessThanOrEqualTo(most);
            }
        }
    }

    /** What the whole plan has read: its first line about buffers. */
    private static long buffers(String plan) {
        Matcher found = BUFFERS.matcher(plan);
        assertThat(found.find()).as(plan).isTrue();
        long read = 0;
        for (int group = 1; group <= found.groupCount(); group++) {
            read += found.group(group) == null ? 0 : Long.parseLong(found.group(group));
        }
        return read;
    }
}
