package dev.durable.jpa;

import static dev.durable.jpa.Executions.claim;
import static dev.durable.jpa.Executions.completing;
import static dev.durable.jpa.Executions.newExecutor;
import static dev.durable.jpa.Executions.outcomeOf;
import static dev.durable.jpa.Executions.roots;
import static dev.durable.jpa.Executions.spawning;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Four executors finish the children of one parent at once, on PostgreSQL: what follows for the parent follows once. */
class LastChildTest {

    private static final int EXECUTORS = 4;
    private static final int STEPS = 60;

    /** When the last child has notified its parent, a combine step is inserted; its end completes the parent. */
    private static final FamilyRule COMBINE = (parent, ended) -> switch (parent.status()) {
        case WAITING_FOR_CHILDREN ->
            parent.family().unfinished() > 0
                    ? Optional.empty()
                    : Optional.of(Change.to(TaskStatus.WAITING_FOR_COMBINE)
                            .inserting(List.of(below(parent, parent.lineage().combineStep(parent.id())))));
        case WAITING_FOR_COMBINE -> Optional.of(Change.to(TaskStatus.COMPLETED).notified(true));
        default -> Optional.empty();
    };

    /** Each end inserts the next step, and the last one completes the parent. */
    private static final FamilyRule STEP = (parent, ended) -> {
        int next = parent.family().children();
        return Optional.of(
                next == STEPS
                        ? Change.to(TaskStatus.COMPLETED).notified(true)
                        : Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                                .inserting(
                                        List.of(below(parent, parent.lineage().child(parent.id(), next)))));
    };

    private static NewExecution below(StoredExecution parent, Lineage place) {
        return new NewExecution(
                Executions.newId(), Executions.TASK, place, Duration.ZERO, EnqueueOptions.none(), "\"input\"");
    }

    @Test
    void aThousandChildrenThatEndAtOnceAreCombinedOnceAndNotBeforeTheLast() throws Exception {
        try (PlainServer server = Databases.postgreSql();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            store.insert(roots(1));
            store.writeBack(List.of(spawning(claim(store, newExecutor(), 1).get(0), 1_000)), COMBINE);
            writeBackAll(server, store, COMBINE, 10);
            assertThat(server.ask(
                            "select count(*) from durable_execution where status = 'COMPLETED' and notified = 'YES'"))
                    .containsExactly("1002");
            assertThat(server.ask("select count(*) from durable_execution where role = 'COMBINE'"))
                    .containsExactly("1");
            assertThat(server.ask("""
                            select count(*) from durable_execution step join durable_execution child
                            on child.parent_id = step.parent_id and child.role = 'CHILD'
                            where step.role = 'COMBINE' and child.finished_at > step.created_at""")).containsExactly("0");
            assertThat(server.ask("select completed_children - children from durable_execution where role = 'ROOT'"))
                    .containsExactly("0");
        }
    }

    @Test
    void eachStepOfASequenceHasOneRowAndBeginsAfterTheOneBefore() throws Exception {
        try (PlainServer server = Databases.postgreSql();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            store.insert(roots(1));
            StoredExecution sequence = claim(store, newExecutor(), 1).get(0);
            Change begun = Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                    .spawning(
                            ParentPolicy.sequence(Collections.nCopies(STEPS, Executions.TASK)),
                            List.of(below(sequence, sequence.lineage().child(sequence.id(), 0))));
            store.writeBack(List.of(outcomeOf(sequence, begun)), STEP);
            writeBackAll(server, store, STEP, 1);
            assertThat(server.ask("select count(distinct child_index) from durable_execution where role = 'CHILD'"))
                    .containsExactly(String.valueOf(STEPS));
            assertThat(server.ask(
                            "select count(*) from durable_execution where status = 'COMPLETED' and notified = 'YES'"))
                    .containsExactly(String.valueOf(STEPS + 1));
            assertThat(server.ask("""
                            select count(*) from durable_execution one join durable_execution next
                            on next.parent_id = one.parent_id and next.child_index = one.child_index + 1
                            where next.created_at < one.finished_at""")).containsExactly("0");
        }
    }

    /** Every other child ends as the close sweep finds it, which all executors turn all the time. */
    private static void writeBackAll(PlainServer server, TaskExecutionStore store, FamilyRule family, int batch)
            throws Exception {
        together(() -> {
            ExecutorId self = newExecutor();
            while (!server.ask("select count(*) from durable_execution where notified = 'NOT_YET'")
                    .get(0)
                    .equals("0")) {
                Written written = store.writeBack(
                        claim(store, self, batch).stream()
                                .map(LastChildTest::ending)
                                .toList(),
                        family);
                assertThat(written.refused()).isEmpty();
                store.close(batch, family);
            }
            return null;
        });
    }

    private static WriteBack ending(StoredExecution attempt) {
        return attempt.lineage().index() % 2 == 0
                ? completing(attempt)
                : outcomeOf(attempt, Change.to(TaskStatus.COMPLETED).withOutput("\"done\""));
    }

    private static void together(Callable<Void> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(EXECUTORS);
        try {
            for (Future<Void> future : threads.invokeAll(Collections.nCopies(EXECUTORS, work))) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
