package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.spi.testing.Names;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The database is the last witness: it refuses what no execution is allowed to be. */
class SchemaRulesTest {

    private static final List<PlainServer> SERVERS = new ArrayList<>();

    @BeforeAll
    static void open() {
        SERVERS.add(Databases.postgreSql());
        SERVERS.add(Databases.h2());
        SERVERS.forEach(server -> server.open(PlainServer.MIGRATING).close());
    }

    @AfterAll
    static void close() {
        SERVERS.forEach(PlainServer::close);
    }

    static Stream<Arguments> forbiddenRows() {
        return Stream.of(
                Arguments.of(
                        "durable_execution_role",
                        "role = 'COUSIN', depth = 1, parent_id = '" + UUID.randomUUID() + "'"),
                Arguments.of("durable_execution_parent", "parent_id = '" + UUID.randomUUID() + "'"),
                Arguments.of("durable_execution_parent", "role = 'CHILD', depth = 1"),
                Arguments.of("durable_execution_root", "depth = 1"),
                Arguments.of("durable_execution_root", "root_id = '" + UUID.randomUUID() + "'"),
                Arguments.of("durable_execution_place", "child_index = -1"),
                Arguments.of("durable_execution_status", "status = 'DONE'"),
                Arguments.of("durable_execution_finished", "status = 'FAILED'"),
                Arguments.of("durable_execution_finished", "finished_at = current_timestamp"),
                Arguments.of("durable_execution_notified", "notified = 'YES'"),
                Arguments.of("durable_execution_claim", "attempt = 0"),
                Arguments.of("durable_execution_claim", "crashes = -1"),
                Arguments.of("durable_execution_owner", "owner = '" + UUID.randomUUID() + "'"),
                Arguments.of(
                        "durable_execution_owner",
                        "status = 'RUNNING', token = 1, started_at = current_timestamp, claim_expires_at = current_timestamp"),
                Arguments.of("durable_execution_claim_expires", "claim_expires_at = current_timestamp"),
                Arguments.of(
                        "durable_execution_started",
                        "status = 'RUNNING', owner = '" + UUID.randomUUID()
                                + "', claim_expires_at = current_timestamp"),
                Arguments.of("durable_execution_children", "unfinished_children = -1"),
                Arguments.of("durable_execution_children", "unfinished_children = 1"),
                Arguments.of("durable_execution_policy", "combine_task = 'task'"),
                Arguments.of("durable_execution_policy", "quorum = 1"),
                Arguments.of("durable_execution_policy", "steps = 'task'"),
                Arguments.of(
                        "durable_execution_steps",
                        "steps = 'task', combine_task = 'task', on_child_failure = 'COLLECT'"),
                Arguments.of("durable_execution_steps", "steps = 'task', quorum = 1, on_child_failure = 'COLLECT'"),
                Arguments.of("durable_execution_quorum", "quorum = 0, on_child_failure = 'COLLECT'"),
                Arguments.of("durable_execution_completed_children", "completed_children = -1"),
                Arguments.of(
                        "durable_execution_completed_children",
                        "children = 2, unfinished_children = 1, completed_children = 2"),
                Arguments.of(
                        "durable_execution_notified",
                        "notified = 'LATE', status = 'COMPLETED', finished_at = current_timestamp"),
                Arguments.of("durable_execution_rules", "rules = 0"),
                Arguments.of("durable_execution_purge", "purge_at = current_timestamp"),
                Arguments.of("durable_execution_iteration", "iteration = 0"),
                Arguments.of("durable_execution_sleep", "status = 'SLEEPING', wake_key = 'key'"),
                Arguments.of("durable_execution_sleep", "status = 'SLEEPING', deadline_at = current_timestamp"),
                Arguments.of(
                        "durable_execution_retry",
                        "retry_of = id, role = 'CHILD', depth = 1, parent_id = '" + UUID.randomUUID() + "'"),
                Arguments.of("durable_execution_error", "error_kind = 'EXCEPTION'"),
                Arguments.of("durable_execution_error", "error_stack = 'at Somewhere'"),
                Arguments.of(
                        "durable_execution_completed",
                        "status = 'COMPLETED', finished_at = current_timestamp, error_kind = 'EXCEPTION',"
                                + " error_message = 'Oops', error_retryable = true"),
                Arguments.of("durable_execution_output", "output = 'early'"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("forbiddenRows")
    void aForbiddenRowIsRefused(String rule, String change) {
        for (PlainServer server : SERVERS) {
            UUID id = insertRow(server, Map.of());
            assertThatThrownBy(() -> server.run("update durable_execution set " + change + " where id = '" + id + "'"))
                    .hasCauseInstanceOf(SQLException.class)
                    .satisfies(
                            thrown -> assertThat(thrown.getCause().getMessage()).containsIgnoringCase(rule));
        }
    }

    @ParameterizedTest
    @MethodSource("siblings")
    void aPlaceAmongSiblingsIsTakenOnce(String role) {
        for (PlainServer server : SERVERS) {
            Map<String, String> place =
                    Map.of("role", "'" + role + "'", "parent_id", "'" + UUID.randomUUID() + "'", "depth", "1");
            insertRow(server, place);
            assertThatThrownBy(() -> insertRow(server, place))
                    .hasCauseInstanceOf(SQLException.class)
                    .satisfies(thrown -> assertThat(((SQLException) thrown.getCause()).getSQLState())
                            .isEqualTo("23505"));
        }
    }

    static Stream<String> siblings() {
        return Stream.of("CHILD", "COMBINE");
    }

    @Test
    void whatChangesWithEveryChildIsPartOfNoIndex() {
        PlainServer postgreSql = SERVERS.get(0);
        assertThat(postgreSql.ask("select indexdef from pg_indexes where tablename = 'durable_execution'"))
                .hasSizeGreaterThan(8)
                .noneMatch(definition -> definition.contains("_children"));
    }

    @Test
    void noColumnIndexOrConstraintHasASecondMeaning() {
        PlainServer postgreSql = SERVERS.get(0);
        List<String> names = new ArrayList<>(
                postgreSql.ask("select column_name from information_schema.columns where table_name like 'durable_%'"));
        names.addAll(postgreSql.ask("select indexname from pg_indexes where tablename like 'durable_%'"));
        names.addAll(postgreSql.ask("select conname from pg_constraint where conname like 'durable_%'"));

        assertThat(names).hasSizeGreaterThan(80).noneMatch(Names::hasASecondMeaning);
        assertThat(List.of("closed", "expires_at", "durable_request", "durable_wake_expiry", "durable.finish-batch"))
                .allMatch(Names::hasASecondMeaning);
    }

    private static UUID insertRow(PlainServer server, Map<String, String> special) {
        UUID id = UUID.randomUUID();
        Map<String, String> row = new LinkedHashMap<>(Map.of(
                "id", "'" + id + "'",
                "root_id", "'" + id + "'",
                "task_id", "'task'",
                "role", "'ROOT'",
                "child_index", "0",
                "depth", "0",
                "status", "'READY'",
                "notified", "'NOT_YET'",
                "token", "0",
                "attempt", "1"));
        row.putAll(Map.of(
                "crashes", "0",
                "children", "0",
                "unfinished_children", "0",
                "created_at", "current_timestamp",
                "due_at", "current_timestamp"));
        row.putAll(special);
        server.run("insert into durable_execution (" + String.join(", ", row.keySet()) + ") values ("
                + String.join(", ", row.values()) + ")");
        return id;
    }
}
