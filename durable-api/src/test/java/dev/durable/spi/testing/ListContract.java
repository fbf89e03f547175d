package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.ExecutionQuery;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.Lineage;
import dev.durable.spi.Listing;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Payloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

abstract class ListContract extends StoreContract {

    private static final ExecutionQuery ALL = ExecutionQuery.all();

    @Test
    void executionsComeInTheDescendingOrderOfTheirIds() {
        // Ids with the highest bit set come first, whatever Java thinks of signs.
        List<ExecutionId> ids = LongStream.of(0x7fL << 56, 0x01L << 56, 0xffL << 56, 0x80L << 56)
                .mapToObj(high -> new ExecutionId(new UUID(high, high)))
                .toList();
        ids.forEach(
                id -> insert(new NewExecution(id, TASK, Lineage.root(id), Duration.ZERO, EnqueueOptions.none(), "1")));

        assertThat(list(ALL, null, 10)).containsExactly(ids.get(2), ids.get(3), ids.get(0), ids.get(1));
    }

    @Test
    void eachExecutionIsOnOnePage() {
        List<NewExecution> executions = roots(25);
        store().insert(executions);

        List<ExecutionId> all = new ArrayList<>();
        List<ExecutionId> page = list(ALL, null, 10);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(10);
            all.addAll(page);
            page = list(ALL, page.get(page.size() - 1), 10);
        }

        assertThat(all)
                .containsExactlyElementsOf(newIds(executions).stream()
                        .sorted(Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void anExecutionIsListedWithoutWhatIsLong() {
        TaskError error = new TaskError(ErrorKind.EXCEPTION, "away", "com.acme.Away", "com.acme.Away: \n\tat x", true);
        StoredExecution attempt = running();
        writeBack(attempt, Change.to(TaskStatus.FAILED).because(error).notified(true));

        List<StoredExecution> listed = store().views().list(new Listing(ALL, null, 10));

        StoredExecution row = row(attempt.id());
        assertThat(row.error()).isEqualTo(error);
        assertThat(listed).singleElement().satisfies(found -> {
            assertThat(found.payloads()).isEqualTo(Payloads.NONE);
            assertThat(found.error())
                    .isEqualTo(new TaskError(ErrorKind.EXCEPTION, "away", "com.acme.Away", null, true));
            assertThat(found.claim()).isEqualTo(row.claim());
            assertThat(found.times()).isEqualTo(row.times());
            assertThat(found.lineage()).isEqualTo(row.lineage());
            assertThat(found.options()).isEqualTo(row.options());
        });
    }

    @Test
    void executionsOfOneTaskAreFound() {
        ExecutionId id = insert(root(TASK));
        insert(root("another"));

        holds(ALL.ofTask(TASK), id);
        holds(ALL.ofTask("nobody's"));
    }

    @Test
    void executionsInOneOfSomeStatusesAreFound() {
        ExecutionId running = running().id();
        ExecutionId ready = insert(root(TASK));
        ExecutionId cancelled = insert(root(TASK));
        cancel(cancelled);
        ExecutionId sleeper = insert(sleeping());

        holds(ALL.in(TaskStatus.RUNNING), running);
        holds(ALL.in(TaskStatus.SLEEPING, TaskStatus.CANCELLED), sleeper, cancelled);
        holds(ALL.in(TaskStatus.FAILED));
        holds(ALL, running, ready, cancelled, sleeper);
    }

    @Test
    void whatWasSpawnedIsLeftOutOnDemand() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 1).get(0);
        StoredExecution step = runningCombineStep(child);

        holds(ALL.withoutSpawned(), parent.id());
        holds(ALL, parent.id(), child.id(), step.id());
    }

    @Test
    void executionsAreFoundByTheirAge() {
        ExecutionId old = insert(root(TASK));
        pass(Duration.ofMillis(300));
        ExecutionId young = insert(root(TASK));
        pass(Duration.ofMillis(1));

        // No age between the two is asked for: how long a slow machine takes to ask is not known.
        assertThat(list(ALL.olderThan(Duration.ofMillis(300)), null, 10)).contains(old);
        assertThat(list(ALL.youngerThan(Duration.ofMillis(300)), null, 10)).doesNotContain(old);
        holds(ALL.olderThan(LONG));
        holds(ALL.youngerThan(LONG), old, young);
        holds(ALL.youngerThan(Duration.ZERO));
        holds(ALL.olderThan(Duration.ZERO), old, young);
    }

    @Test
    void allConditionsHoldTogether() {
        List<StoredExecution> attempts = running(2);
        cancel(attempts.get(0).id());
        ExecutionId other = insert(root("another"));
        cancel(other);

        holds(
                ALL.ofTask(TASK)
                        .in(TaskStatus.CANCELLED, TaskStatus.FAILED)
                        .youngerThan(LONG)
                        .withoutSpawned(),
                attempts.get(0).id());
    }

    @Test
    void aPageHoldsWhatMatchesBelowItsBeginning() {
        List<ExecutionId> ids =
                newIds(roots(6)).stream().sorted(Comparator.reverseOrder()).toList();
        ids.forEach(
                id -> insert(new NewExecution(id, TASK, Lineage.root(id), Duration.ZERO, EnqueueOptions.none(), "1")));
        ids.subList(0, 3).forEach(this::cancel);

        assertThat(list(ALL.in(TaskStatus.CANCELLED), ids.get(0), 10)).containsExactly(ids.get(1), ids.get(2));
        assertThat(list(ALL.in(TaskStatus.READY), ids.get(0), 2)).containsExactly(ids.get(3), ids.get(4));
    }

    @Test
    void anEmptyStoreHasNothingToList() {
        holds(ALL);
    }

    /** The list and the count agree. */
    private void holds(ExecutionQuery query, ExecutionId... ids) {
        assertThat(list(query, null, 100)).containsExactlyInAnyOrder(ids);
        assertThat(store().views().count(query)).isEqualTo(ids.length);
    }

    private List<ExecutionId> list(ExecutionQuery query, @Nullable ExecutionId below, int limit) {
        return ids(store().views().list(new Listing(query, below, limit)));
    }
}
