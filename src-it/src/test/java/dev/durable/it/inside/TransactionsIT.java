package dev.durable.it.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.durable.CancelAnswer;
import dev.durable.EnqueueOptions;
import dev.durable.StoreException;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What callers' transactions mean to what is asked for in them, on a server with PostgreSQL. */
@ArquillianTest
class TransactionsIT extends InsideServer {

    private static final EnqueueOptions MUCH_LATER = EnqueueOptions.none().withDelay(Duration.ofHours(1));

    @Inject
    Desk desk;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    TransactionSynchronizationRegistry registry;

    @Test
    void allThatIsEnqueuedIsOfTheTransactionOfItsCaller() throws Exception {
        String entry = unique();
        transaction.begin();
        ledger.write(entry);
        List<TaskHandle<Integer>> handles = durable.enqueueAll(Measure.class, List.of("a", "b"), MUCH_LATER);
        transaction.commit();

        for (TaskHandle<Integer> handle : handles) {
            assertEquals(ledger.writerOf(entry), writerOf(handle.executionId()));
        }
    }

    @Test
    void aRollbackLeavesNothingOfAllThatWasEnqueued() throws Exception {
        String word = unique();
        transaction.begin();
        List<TaskHandle<Integer>> handles =
                durable.enqueueAll(Measure.class, List.of(word, word), EnqueueOptions.none());
        transaction.rollback();

        assertNeverRuns(word, handles);
    }

    @Test
    void cancellingIsPartOfTheTransaction() throws Exception {
        TaskHandle<Integer> handle = durable.enqueue(Measure.class, "later", MUCH_LATER);

        transaction.begin();
        assertEquals(new CancelAnswer.Pending(), handle.cancel());
        transaction.rollback();
        assertEquals(0, requests(handle));
        assertEquals(TaskStatus.READY, handle.execution().status());

        transaction.begin();
        handle.cancel();
        assertEquals(TaskStatus.READY, handle.execution().status());
        transaction.commit();
        assertEquals(TaskStatus.CANCELLED, handle.await(LIMIT).status());
    }

    @Test
    void wakingUpIsPartOfTheTransaction() throws Exception {
        String key = unique();
        TaskHandle<String> handle = durable.enqueue(Approval.class, key);

        transaction.begin();
        assertEquals(new WakeAnswer.Pending(), durable.wakeUp(Approval.class, key, WakeUp.completed("undone")));
        transaction.rollback();
        assertEquals(0, rows().number("select count(*) from durable_wake where wake_key = ?", key));
        assertEquals(TaskStatus.SLEEPING, handle.execution().status());

        transaction.begin();
        durable.wakeUp(Approval.class, key, WakeUp.completed("done"));
        assertEquals(TaskStatus.SLEEPING, handle.execution().status());
        transaction.commit();
        assertEquals("done", handle.await(LIMIT).output().orElseThrow());
    }

    @Test
    void aWakeOfATransactionIsKeptAfterItsCommitIfNobodySleepsYet() throws Exception {
        String key = unique();
        transaction.begin();
        durable.wakeUp(Approval.class, key, WakeUp.completed("early"));
        transaction.commit();
        eventually(
                "it is kept",
                () -> rows().number(
                                        "select count(*) from durable_wake where wake_key = ? and kept_until is not null",
                                        key)
                        == 1);

        TaskHandle<String> handle = durable.enqueue(Approval.class, key);

        assertEquals("early", handle.await(LIMIT).output().orElseThrow());
    }

    @Test
    void aSleeperAndItsWakeMayBeOfOneTransaction() throws Exception {
        String key = unique();
        transaction.begin();
        TaskHandle<String> handle = durable.enqueue(Approval.class, key);
        durable.wakeUp(Approval.class, key, WakeUp.completed("at once"));
        transaction.commit();

        assertEquals("at once", handle.await(LIMIT).output().orElseThrow());
    }

    @Test
    void aTransactionOfItsOwnOutlivesTheRollbackAroundIt() throws Exception {
        String inner = unique();
        String outer = unique();
        transaction.begin();
        ledger.write(outer);
        TaskHandle<Integer> undone = durable.enqueue(Measure.class, outer);
        TaskHandle<Integer> kept = desk.enqueueApart(inner);
        transaction.rollback();

        assertEquals(36, kept.await(LIMIT).output().orElseThrow());
        assertEquals(1, ledger.count(inner));
        assertEquals(0, ledger.count(outer));
        assertNeverRuns(outer, List.of(undone));
    }

    @Test
    void aTransactionThatIsSuspendedIsNotJoined() throws Exception {
        transaction.begin();
        TaskHandle<Integer> undone = durable.enqueue(Measure.class, "suspended");

        assertEquals(7, desk.runOutside("outside").output().orElseThrow());

        assertEquals(Status.STATUS_ACTIVE, transaction.getStatus());
        transaction.rollback();
        assertNeverRuns("suspended", List.of(undone));
    }

    @Test
    void anExceptionThatLeavesATransactionalBeanLeavesNoTrace() throws Exception {
        String word = unique();

        assertThrows(IllegalStateException.class, () -> desk.enqueueAndFail(word));

        assertEquals(0, ledger.count(word));
        assertNeverRuns(word, List.of());
    }

    @Test
    void whatCanOnlyBeRolledBackRefusesAllThatWouldBeStored() throws Exception {
        TaskHandle<String> sleeper = durable.enqueue(Approval.class, unique());
        transaction.begin();
        transaction.setRollbackOnly();

        List<StoreException> refusals = List.of(
                assertThrows(StoreException.class, () -> durable.enqueue(Measure.class, "never")),
                assertThrows(StoreException.class, () -> durable.enqueue(Approval.class, unique())),
                assertThrows(StoreException.class, sleeper::cancel),
                assertThrows(
                        StoreException.class,
                        () -> durable.wakeUp(Approval.class, sleeper.executionId(), WakeUp.completed("no"))));

        for (StoreException refused : refusals) {
            assertTrue(refused.getMessage().contains("can only be rolled back"), refused.getMessage());
        }
        transaction.rollback();
        assertEquals(0, requests(sleeper));
        assertEquals(TaskStatus.SLEEPING, sleeper.execution().status());
        assertNeverRuns("never", List.of());
    }

    @Test
    void aTransactionWhoseTimeIsOverRefusesWhatComesAndLosesWhatCame() throws Exception {
        String word = unique();
        transaction.setTransactionTimeout(1);
        transaction.begin();
        transaction.setTransactionTimeout(0);
        TaskHandle<Integer> before = durable.enqueue(Measure.class, word);

        eventually("its time is over", () -> transaction.getStatus() != Status.STATUS_ACTIVE);

        assertThrows(StoreException.class, () -> durable.enqueue(Measure.class, word));
        assertThrows(RollbackException.class, transaction::commit);
        assertNeverRuns(word, List.of(before));
    }

    @Test
    void aFailureBeforeTheCommitLeavesNoTrace() throws Exception {
        String word = unique();
        transaction.begin();
        ledger.write(word);
        TaskHandle<Integer> handle = durable.enqueue(Measure.class, word);
        registry.registerInterposedSynchronization(new Objection());

        assertThrows(RollbackException.class, transaction::commit);

        assertEquals(0, ledger.count(word));
        assertNeverRuns(word, List.of(handle));
    }

    @Test
    void anEntityThatTheDatabaseRefusesAtTheCommitTakesTheExecutionAlong() throws Exception {
        UUID id = UUID.randomUUID();
        String word = unique();
        desk.persist(id, "first");

        transaction.begin();
        desk.persist(id, "second");
        TaskHandle<Integer> handle = durable.enqueue(Measure.class, word);

        assertThrows(RollbackException.class, transaction::commit);
        assertEquals("first", rows().text("select entry from booking where id = ?", id));
        assertNeverRuns(word, List.of(handle));
    }

    private int requests(TaskHandle<?> handle) throws Exception {
        return rows().number("select count(*) from durable_cancel where execution_id = ?", id(handle))
                + rows().number("select count(*) from durable_wake where execution_id = ?", id(handle));
    }

    /** Nothing is stored, and what was enqueued after it has run without it. */
    private void assertNeverRuns(String word, List<TaskHandle<Integer>> handles) throws Exception {
        for (TaskHandle<Integer> handle : handles) {
            assertFalse(isStored(handle));
        }
        durable.enqueue(Measure.class, "after " + word).await(LIMIT);
        assertFalse(Measure.MEASURED.contains(word));
        assertNotEquals(Status.STATUS_ACTIVE, transaction.getStatus());
    }
}
