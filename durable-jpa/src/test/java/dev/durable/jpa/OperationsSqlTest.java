package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            server.open(PlainServer.MIGRATING).close();
            statements.forEach(server::run);

            assertThat(server.ask("select execution_id from durable_request")).hasSize(1);
        }
    }
}
