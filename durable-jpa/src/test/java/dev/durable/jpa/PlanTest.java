package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionQuery;
import dev.durable.TaskStatus;
import dev.durable.spi.Listing;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a verb costs does not grow with the history: PostgreSQL reads the execution table by its indexes alone. */
class PlanTest {

    private static final String HISTORY = """
            insert into durable_execution (id, task_id, root_id, role, child_index, depth, status, notified, token,
                attempt, crashes, children, unfinished_children, created_at, due_at, finished_at, wake_key,
                deadline_at)
            select md5(i::text)::uuid, 'task', md5(i::text)::uuid, 'ROOT', 0, 0,
                case when i % 100 = 0 then 'FAILED' else 'COMPLETED' end, 'YES', 1,
                1, 0, 0, 0, now(), now(), now(), case when i % 5 = 0 then 'key ' || i % 20 end, now()
            from generate_series(1, 20000) i""";

    private static final String PARENT = """
            insert into durable_execution (id, task_id, root_id, role, child_index, depth, status, notified, token,
                attempt, crashes, children, unfinished_children, on_child_failure, created_at, due_at)
            select md5('parent')::uuid, 'task', md5('parent')::uuid, 'ROOT', 0, 0, 'WAITING_FOR_CHILDREN', 'NOT_YET', 1,
                1, 0, 5000, 5000, 'FAIL_FAST', now(), now()""";

    private static final String FAILS = """
            update durable_execution
            set status = 'CHILDREN_FAILED', finished_at = now(), error_kind = 'CHILDREN_FAILED', error_message = 'why',
                error_retryable = false
            where status = 'WAITING_FOR_CHILDREN'""";

    private static final String CHILDREN = """
            insert into durable_execution (id, task_id, root_id, parent_id, role, child_index, depth, status, notified,
                token, attempt, crashes, children, unfinished_children, created_at, due_at)
            select md5('child ' || i)::uuid, 'task', md5('parent')::uuid, md5('parent')::uuid, 'CHILD', i, 1, 'READY', 'NOT_YET',
                0, 1, 0, 0, 0, now(), now()
            from generate_series(0, 4999) i""";

    @Test
    void noStatementScansTheHistory() throws SQLException {
        try (PlainServer server = Databases.postgreSql()) {
            RecordingDataSource recording = new RecordingDataSource(server.dataSource());
            Set<String> statements = new TreeSet<>();
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
                server.run(HISTORY, "analyze");
                new WholeLife(store, recording, 2).statements().values().forEach(statements::addAll);
                store.views().figures();
                statements.addAll(recording.taken());
            }
            statements.removeIf(sql -> sql.startsWith("insert") || !sql.contains("durable_execution"));

            assertThat(statements).hasSizeGreaterThan(10);
            try (Connection connection = server.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    assertThat(plan(statement, sql)).as(sql).doesNotContain("Seq Scan on durable_execution");
                }
            }
        }
    }

    @Test
    void aSweepForOrphansReadsNeitherTheHistoryNorWhatIsUnderWay() throws SQLException {
        try (PlainServer server = Databases.postgreSql()) {
            RecordingDataSource recording = new RecordingDataSource(server.dataSource());
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
                server.run(HISTORY, PARENT, CHILDREN, "analyze", FAILS);
                recording.taken();
                store.sweep(new SweepCondition.Orphaned(), 20, row -> Optional.empty());
            }
            List<String> sent = recording.taken();
            try (Connection connection = server.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute(sent.get(0));
                assertThat(plan(statement, sent.get(1)))
                        .contains("durable_execution_to_close", "durable_execution_combining")
                        .doesNotContain("Seq Scan");
                // Sorted, all orphans would have to be read for each batch of them.
                assertThat(plan(statement, sent.get(2)))
                        .contains("durable_execution_sibling", "Index Cond: (parent_id = ")
                        .doesNotContain("Seq Scan", "Sort");
                connection.rollback();
            }
        }
    }

    @Test
    void aPageOfAListIsReadInTheOrderOfAnIndex() throws SQLException {
        ExecutionQuery all = ExecutionQuery.all();
        try (PlainServer server = Databases.postgreSql()) {
            RecordingDataSource recording = new RecordingDataSource(server.dataSource());
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
                server.run(HISTORY, "analyze");
                assertThat(planOfPage(server, recording, store, all)).contains("durable_execution_pkey");
                assertThat(planOfPage(
                                server,
                                recording,
                                store,
                                all.ofTask("task").olderThan(Duration.ZERO),
                                "'task'",
                                "now()"))
                        .contains("durable_execution_pkey");
                assertThat(planOfPage(server, recording, store, all.in(TaskStatus.FAILED, TaskStatus.TIMED_OUT)))
                        .contains("durable_execution_failed");
                assertThat(planOfPage(server, recording, store, all.in(TaskStatus.SLEEPING)))
                        .contains("durable_execution_sleeper");
            }
        }
    }

    /**
     * The plan of a further page, with parameters as they are: for a limit that it does not know PostgreSQL keeps none.
     */
    private static String planOfPage(
            PlainServer server,
            RecordingDataSource recording,
            TaskExecutionStore store,
            ExecutionQuery query,
            String... conditions)
            throws SQLException {
        recording.taken();
        store.views().list(new Listing(query, Executions.newId(), 20));
        String sql = recording.taken().get(1);
        List<String> values = new ArrayList<>(List.of(conditions));
        values.add("'" + Executions.newId() + "'");
        values.add("20");
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            return plan(statement, sql, "force_custom_plan", values);
        }
    }

    /** The plan that PostgreSQL keeps for a statement that is sent again and again, whatever its parameters are. */
    private static String plan(Statement statement, String sql) throws SQLException {
        long parameters = sql.chars().filter(c -> c == '?').count();
        return plan(statement, sql, "force_generic_plan", Collections.nCopies((int) parameters, "null"));
    }

    private static String plan(Statement statement, String sql, String mode, List<String> values) throws SQLException {
        int parameters = 0;
        StringBuilder numbered = new StringBuilder();
        Matcher marks = Pattern.compile("\\?").matcher(sql);
        while (marks.find()) {
            marks.appendReplacement(numbered, Matcher.quoteReplacement("$" + ++parameters));
        }
        marks.appendTail(numbered);
        statement.execute("set plan_cache_mode = " + mode);
        statement.execute("prepare planned as " + numbered);
        StringBuilder plan = new StringBuilder();
        try (ResultSet lines = statement.executeQuery(
                "explain execute planned" + (values.isEmpty() ? "" : "(" + String.join(", ", values) + ")"))) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        statement.execute("deallocate planned");
        return plan.toString();
    }
}
