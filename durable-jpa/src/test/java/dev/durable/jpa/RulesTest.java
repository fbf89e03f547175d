package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.Command;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Renewal;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A row that needs the rules of a newer generation is left to the servers that have them. */
class RulesTest {

    private static final String NEWER = "update durable_execution set rules = 2 where id = '%s'";

    static Stream<Named<Supplier<PlainServer>>> databases() {
        return Stream.of(Named.of("PostgreSQL", Databases::postgreSql), Named.of("H2", Databases::h2));
    }

    /** What a test does with an empty store. */
    private interface Steps {
        void on(PlainServer server, TaskExecutionStore store);
    }

    private static void withStore(Supplier<PlainServer> database, Steps steps) {
        try (PlainServer server = database.get();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            steps.on(server, store);
        }
    }

    private static void newer(PlainServer server, NewExecution execution) {
        server.run(NEWER.formatted(execution.id()));
    }

    private static List<StoredExecution> swept(TaskExecutionStore store, SweepCondition condition) {
        return store.sweep(condition, 10, row -> Optional.of(Change.to(TaskStatus.CANCELLED)))
                .changed();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aClaimLeavesItAlone(Supplier<PlainServer> database) {
        withStore(database, (server, store) -> {
            NewExecution mine = Executions.root();
            NewExecution theirs = Executions.root();
            store.insert(List.of(theirs, mine));
            newer(server, theirs);

            assertThat(Executions.claim(store, Executions.newExecutor(), 10))
                    .extracting(StoredExecution::id)
                    .containsExactly(mine.id());
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theSweepsLeaveItAlone(Supplier<PlainServer> database) {
        withStore(database, (server, store) -> {
            NewExecution claimed = Executions.root();
            NewExecution late = Executions.root().withDeadline(Duration.ZERO);
            store.insert(List.of(claimed));
            assertThat(Executions.claim(store, Executions.newExecutor(), 1)).hasSize(1);
            store.insert(List.of(late));
            newer(server, claimed);
            newer(server, late);

            assertThat(swept(store, new SweepCondition.LeaseExpired())).isEmpty();
            assertThat(swept(store, new SweepCondition.PastDeadline())).isEmpty();
            server.run("update durable_execution set rules = 1");
            assertThat(swept(store, new SweepCondition.LeaseExpired())).hasSize(1);
            assertThat(swept(store, new SweepCondition.PastDeadline())).hasSize(1);
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatIsClaimedIsNeitherReturnedNorTimedOut(Supplier<PlainServer> database) {
        withStore(database, (server, store) -> {
            ExecutorId executor = Executions.newExecutor();
            store.renew(new Renewal(executor, "server", Duration.ofHours(1)));
            store.insert(Executions.roots(1));
            assertThat(Executions.claim(store, executor, 1)).hasSize(1);
            server.run("update durable_execution set rules = 2, claim_expires_at = started_at");
            SweepCondition expired = new SweepCondition.ClaimExpired(Set.of(Executions.TASK));

            assertThat(swept(store, expired)).isEmpty();
            assertThat(swept(store, new SweepCondition.ClaimedBy(executor))).isEmpty();
            server.run("update durable_execution set rules = 1");
            assertThat(swept(store, expired)).hasSize(1);
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theChildrenOfAParentOfANewerGenerationAreNotOrphans(Supplier<PlainServer> database) {
        withStore(database, (server, store) -> {
            store.insert(Executions.roots(1));
            StoredExecution parent =
                    Executions.claim(store, Executions.newExecutor(), 1).get(0);
            store.writeBack(List.of(Executions.spawning(parent, 2)), Executions.LEAVE);
            store.update(parent.id(), row -> Optional.of(Change.to(TaskStatus.CANCELLED)));
            server.run(NEWER.formatted(parent.id()));

            assertThat(swept(store, new SweepCondition.Orphaned())).isEmpty();
            server.run("update durable_execution set rules = 1");
            assertThat(swept(store, new SweepCondition.Orphaned())).hasSize(2);
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void closingLeavesItAlone(Supplier<PlainServer> database) {
        withStore(database, (server, store) -> {
            NewExecution ended = Executions.root();
            store.insert(List.of(ended));
            store.update(ended.id(), row -> Optional.of(Change.to(TaskStatus.CANCELLED)));
            newer(server, ended);

            assertThat(store.close(10, Executions.LEAVE).changed()).isEmpty();
            server.run("update durable_execution set rules = 1");
            assertThat(store.close(10, Executions.LEAVE).changed()).hasSize(1);
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void itsCommandsStayAndKeepNoOtherOut(Supplier<PlainServer> database) {
        withStore(database, (server, store) -> {
            NewExecution mine = Executions.root();
            NewExecution theirs = Executions.root();
            store.insert(List.of(theirs, mine));
            newer(server, theirs);
            store.submit(Executions.cancelling(List.of(theirs.id(), mine.id())));

            assertThat(store.sweep(
                                    new SweepCondition.CancelPending(),
                                    1,
                                    row -> Optional.of(Change.to(TaskStatus.CANCELLED)))
                            .changed())
                    .extracting(StoredExecution::id)
                    .containsExactly(mine.id());
            assertThat(server.ask("select count(*) from durable_cancel")).containsExactly("1");
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void itsWakesStayAndKeepNoOtherOut(Supplier<PlainServer> database) {
        withStore(database, (server, store) -> {
            NewExecution mine = Executions.sleeper("mine");
            NewExecution theirs = Executions.sleeper("theirs");
            store.insert(List.of(theirs, mine));
            newer(server, theirs);
            store.submit(List.of(
                    new Command.WakeUp(Executions.wake("theirs")), new Command.WakeUp(Executions.wake("mine"))));

            assertThat(store.deliver(1, Duration.ofDays(1), Executions.WAKE).changed())
                    .extracting(StoredExecution::id)
                    .containsExactly(mine.id());
            assertThat(server.ask("select count(*) from durable_wake")).containsExactly("1");
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void anExecutorSaysWhichGenerationItIs(Supplier<PlainServer> database) {
        withStore(database, (server, store) -> {
            store.renew(new Renewal(Executions.newExecutor(), "server", Duration.ofSeconds(10)));

            assertThat(Set.copyOf(server.ask("select generation from durable_executor")))
                    .containsExactly(String.valueOf(Schema.GENERATION));
        });
    }
}
