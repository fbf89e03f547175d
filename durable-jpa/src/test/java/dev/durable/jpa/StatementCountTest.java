package dev.durable.jpa;

import static dev.durable.jpa.Executions.roots;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A verb sends as many statements for a hundred executions as for one. */
class StatementCountTest {

    @Test
    void statementsDoNotGrowWithTheBatchOnPostgreSql() {
        try (PlainServer server = Databases.postgreSql()) {
            check(server);
        }
    }

    @Test
    void statementsDoNotGrowWithTheBatchOnH2() {
        try (PlainServer server = Databases.h2()) {
            check(server);
        }
    }

    private static void check(PlainServer server) {
        RecordingDataSource recording = new RecordingDataSource(server.dataSource());
        try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
            Map<String, List<String>> one = new WholeLife(store, recording, 2).statements();
            Map<String, List<String>> many = new WholeLife(store, recording, 90).statements();

            assertThat(many.keySet()).isEqualTo(one.keySet());
            // To deliver is to apply commands, to bring what was kept and to forget what is too old.
            many.forEach((verb, statements) -> assertThat(statements)
                    .as(verb)
                    .hasSameSizeAs(one.get(verb))
                    .hasSizeBetween(1, verb.startsWith("deliver") ? 12 : 7));
        }
    }

    @Test
    void insertsGoInBatchesOfFiveHundred() {
        try (PlainServer server = Databases.h2()) {
            RecordingDataSource recording = new RecordingDataSource(server.dataSource());
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
                List<NewExecution> executions = roots(1000);
                recording.taken();
                store.insert(executions);
                assertThat(recording.taken().stream().filter(sql -> sql.startsWith("insert")))
                        .hasSize(2);
            }
        }
    }

    @Test
    void soDoChildrenThatSleep() {
        try (PlainServer server = Databases.h2()) {
            RecordingDataSource recording = new RecordingDataSource(server.dataSource());
            try (TaskExecutionStore store = server.open(PlainServer.MIGRATING, recording.dataSource())) {
                store.insert(roots(1));
                StoredExecution parent =
                        Executions.claim(store, Executions.newExecutor(), 1).get(0);
                List<NewExecution> sleepers = Executions.children(parent, 1000).stream()
                        .map(child -> child.sleeping(child.id().toString(), Duration.ofHours(1)))
                        .toList();
                recording.taken();

                store.writeBack(List.of(Executions.outcomeOf(parent, Executions.spawned(sleepers))), Executions.LEAVE);

                assertThat(recording.taken().stream().filter(sql -> sql.startsWith("insert")))
                        .hasSize(2);
            }
        }
    }
}
