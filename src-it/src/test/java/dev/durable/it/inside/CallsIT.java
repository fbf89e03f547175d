package dev.durable.it.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.InvalidInputException;
import dev.durable.KeyInUseException;
import dev.durable.LimitExceededException;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.UnknownTaskException;
import dev.durable.WakeUp;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Ids that callers choose, and calls that are refused, in transactions on a server with PostgreSQL. */
@ArquillianTest
class CallsIT extends InsideServer {

    /** No bean, and so no task. */
    static class Undeployed implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) {
            return input;
        }
    }

    @Resource(lookup = "java:comp/DefaultManagedExecutorService")
    ManagedExecutorService threads;

    private final ExecutionId id = new ExecutionId(UUID.randomUUID());

    @Test
    void theSameIdTwiceInOneTransactionIsOneExecution() throws Exception {
        transaction.begin();
        TaskHandle<Integer> first = enqueue("one");
        TaskHandle<Integer> second = enqueue("three");
        transaction.commit();

        assertEquals(first.executionId(), second.executionId());
        assertEquals(3, second.await(LIMIT).output().orElseThrow());
        assertEquals(1, rows().number("select count(*) from durable_execution where id = ?", id.value()));
    }

    @Test
    void whatIsStoredUnderAChosenIdIsOfTheTransactionOfItsCaller() throws Exception {
        String entry = unique();
        transaction.begin();
        ledger.write(entry);
        durable.enqueue(id, Measure.class, "later", EnqueueOptions.none().withDelay(Duration.ofHours(1)));
        transaction.commit();

        assertEquals(ledger.writerOf(entry), writerOf(id));
    }

    @Test
    void theSameIdInALaterTransactionIsTheFirstExecutionAndTheTransactionStaysUsable() throws Exception {
        enqueue("one").await(LIMIT);
        String entry = unique();

        transaction.begin();
        TaskHandle<Integer> again = enqueue("three");
        ledger.write(entry);
        transaction.commit();

        assertEquals(3, again.await(LIMIT).output().orElseThrow());
        assertEquals(1, ledger.count(entry));
    }

    @Test
    void theSecondCallerWaitsForTheFirstAndGetsItsExecution() throws Exception {
        transaction.begin();
        enqueue("one");
        Future<TaskHandle<Integer>> second = enqueueElsewhere("three");
        awaitWaiting();
        assertFalse(second.isDone());

        transaction.commit();

        assertEquals(
                3,
                second.get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .await(LIMIT)
                        .output()
                        .orElseThrow());
    }

    @Test
    void theSecondCallerStoresItIfTheFirstRollsBack() throws Exception {
        transaction.begin();
        enqueue("one");
        Future<TaskHandle<Integer>> second = enqueueElsewhere("three");
        awaitWaiting();

        transaction.rollback();

        assertEquals(
                5,
                second.get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .await(LIMIT)
                        .output()
                        .orElseThrow());
    }

    @Test
    void theIdOfAnotherTaskIsRefusedAndTheTransactionStaysUsable() throws Exception {
        TaskHandle<String> approval = durable.enqueue(id, Approval.class, unique(), EnqueueOptions.none());
        transaction.begin();

        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> enqueue("no"));

        assertTrue(refused.getMessage().contains("task approval"), refused.getMessage());
        TaskHandle<Integer> other = durable.enqueue(Measure.class, "yes");
        transaction.commit();
        assertEquals(3, other.await(LIMIT).output().orElseThrow());
        assertEquals("approval", approval.execution().taskId());
    }

    @Test
    void theIdOfAChildIsRefused() throws Exception {
        TaskHandle<String> parent = durable.enqueue(Parents.SumLengths.class, List.of("child"));
        parent.await(LIMIT);
        UUID child = UUID.fromString(
                rows().text("select id from durable_execution where parent_id = ? and role = 'CHILD'", id(parent)));

        assertThrows(
                IllegalArgumentException.class,
                () -> durable.enqueue(new ExecutionId(child), Measure.class, "no", EnqueueOptions.none()));
    }

    @Test
    void aRefusedCallLeavesTheTransactionUsable() throws Exception {
        String key = unique();
        durable.enqueue(Approval.class, key);
        String entry = unique();
        transaction.begin();
        ledger.write(entry);

        assertThrows(KeyInUseException.class, () -> durable.enqueue(Approval.class, key));
        assertThrows(InvalidInputException.class, () -> durable.enqueue(Measure.class, ""));
        assertThrows(
                InvalidInputException.class,
                () -> durable.enqueueAll(Measure.class, List.of("good", ""), EnqueueOptions.none()));
        assertThrows(LimitExceededException.class, () -> durable.enqueue(Measure.class, "x".repeat(1 << 20)));
        assertThrows(UnknownTaskException.class, () -> durable.enqueue(Undeployed.class, "no"));
        assertThrows(
                IllegalArgumentException.class,
                () -> durable.enqueue(Measure.class, "no", EnqueueOptions.none().withMaxRetries(-1)));

        TaskHandle<Integer> handle = durable.enqueue(Measure.class, "all the same");
        transaction.commit();
        assertEquals(12, handle.await(LIMIT).output().orElseThrow());
        assertEquals(1, ledger.count(entry));
    }

    @Test
    void aKeyThatTheSameTransactionHasTakenIsInUse() throws Exception {
        String key = unique();
        transaction.begin();
        TaskHandle<String> handle = durable.enqueue(Approval.class, key);
        assertThrows(KeyInUseException.class, () -> durable.enqueue(Approval.class, key));
        transaction.commit();

        durable.wakeUp(Approval.class, key, WakeUp.completed("once"));
        assertEquals("once", handle.await(LIMIT).output().orElseThrow());
    }

    @Test
    void waitingInsideATransactionIsRefusedAndLeavesItUsable() throws Exception {
        transaction.begin();
        TaskHandle<Integer> handle = durable.enqueue(Measure.class, "waited for");

        assertThrows(IllegalStateException.class, () -> handle.await(LIMIT));

        transaction.commit();
        assertEquals(10, handle.await(LIMIT).output().orElseThrow());
    }

    @Test
    void waitingInsideABodyIsRefused() throws Exception {
        String refusal =
                durable.enqueue(Impatient.class, "word").await(LIMIT).output().orElseThrow();

        assertTrue(refusal.contains("body cannot wait"), refusal);
    }

    private TaskHandle<Integer> enqueue(String word) {
        return durable.enqueue(id, Measure.class, word, EnqueueOptions.none());
    }

    private Future<TaskHandle<Integer>> enqueueElsewhere(String word) {
        return threads.submit(() -> {
            transaction.begin();
            TaskHandle<Integer> handle = enqueue(word);
            transaction.commit();
            return handle;
        });
    }

    /** Until the database lets one transaction wait for the end of another. */
    private void awaitWaiting() {
        eventually(
                "the second transaction waits for the first",
                () -> rows().number("select count(*) from pg_locks where not granted and locktype = 'transactionid'")
                        > 0);
    }
}
