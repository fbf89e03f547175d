package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs what the operations page tells an operator to run. */
class OperationsSqlTest {

    private static final Pattern SQL_BLOCK =
            Pattern.compile("^```sql\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void everyStatementOfTheOperationsPageRunsOnTheSchema() throws IOException {
        List<String> statements = SQL_BLOCK
                .matcher(Files.readString(Path.of("..", "docs", "operations.md")))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("(?m)^```(sql)?$", ""))
                .toList();
        assertThat(statements).hasSizeGreaterThan(10);

        try (PlainServer server = Databases.postgreSql()) {
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
                finishLongAgo(server, store);
                store.insert(Executions.roots(1));
            }
            statements.forEach(server::run);

            assertThat(server.ask("select execution_id from durable_cancel")).hasSize(1);
            assertThat(server.ask("select status from durable_execution"))
                    .as("what is old is deleted")
                    .containsExactly("READY");
            assertThat(server.ask("select execution_id from durable_attempt")).isEmpty();
        }
    }

    private static void finishLongAgo(PlainServer server, TaskExecutionStore store) {
        store.insert(Executions.roots(1));
        StoredExecution first =
                Executions.claim(store, Executions.newExecutor(), 1).get(0);
        Change again = Change.to(TaskStatus.READY).nextAttemptIn(Duration.ZERO);
        store.writeBack(List.of(Executions.outcomeOf(first, again)), Executions.LEAVE);
        StoredExecution second =
                Executions.claim(store, Executions.newExecutor(), 1).get(0);
        store.writeBack(List.of(Executions.completing(second)), Executions.LEAVE);
        server.run("update durable_execution set finished_at = finished_at - interval '100 days'");
        assertThat(store.views().attempts(first.id())).hasSize(1);
    }
}
