package dev.durable.it.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.TaskAttempt;
import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.it.inside.Bookings.Book;
import dev.durable.it.inside.Bookings.BookAll;
import dev.durable.it.inside.Bookings.BookAndInterfere;
import dev.durable.it.inside.Bookings.BookAndWait;
import dev.durable.it.inside.Bookings.BookEach;
import dev.durable.it.inside.Bookings.BookLast;
import dev.durable.it.inside.Bookings.BookSlowly;
import dev.durable.it.inside.Bookings.BookTwice;
import dev.durable.it.inside.Bookings.Persist;
import jakarta.transaction.Status;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Bodies whose transaction has their completion in it, on a server with PostgreSQL. */
@ArquillianTest
class TransactionalIT extends InsideServer {

    private static final List<Outcome> FAILED_THEN_RETURNED = List.of(Outcome.FAILED, Outcome.RETURNED);

    private final String entry = unique();

    @Test
    void whatABodyWroteIsCommittedWithItsCompletion() throws Exception {
        TaskHandle<String> handle = durable.enqueue(Book.class, entry);

        assertEquals("booked", handle.await(LIMIT).output().orElseThrow());

        assertEquals(1, ledger.count(entry));
        assertEquals(ledger.writerOf(entry), writerOf(handle.executionId()));
    }

    @Test
    void whatABodyWroteAndEnqueuedBeforeItThrewIsUndoneAndDoneOnceByTheNextAttempt() throws Exception {
        TaskHandle<String> handle = durable.enqueue(BookTwice.class, entry);

        TaskExecution<String> ended = handle.await(LIMIT);

        assertEquals(FAILED_THEN_RETURNED, outcomes(handle));
        assertEquals(1, ledger.count(entry));
        String undone = handle.attempts().get(0).error().orElseThrow().message();
        assertTrue(durable.find(ExecutionId.of(undone)).isEmpty());
        ExecutionId enqueued = ExecutionId.of(ended.output().orElseThrow());
        durable.handle(Book.class, enqueued).await(LIMIT);
        assertEquals(1, ledger.count("of " + entry));
    }

    @Test
    void aBodyThatThrowsForTheLastTimeLeavesItsFailureAlone() throws Exception {
        TaskHandle<String> handle =
                durable.enqueue(BookTwice.class, entry, EnqueueOptions.none().withMaxRetries(0));

        assertEquals(TaskStatus.FAILED, handle.await(LIMIT).status());
        assertEquals(0, ledger.count(entry));
    }

    @Test
    void aTransactionThatABodyHasMarkedIsAFailure() throws Exception {
        TaskExecution<String> ended = interfere("mark");

        assertTrue(message(ended).contains("can only be rolled back"), message(ended));
        assertEquals(0, ledger.count(entry));
    }

    @Test
    void aTransactionThatABodyHasRolledBackIsAFailure() throws Exception {
        TaskExecution<String> ended = interfere("roll back");

        assertTrue(message(ended).contains("ended the transaction"), message(ended));
        assertEquals(0, ledger.count(entry));
    }

    @Test
    void aTransactionThatABodyPutsInThePlaceOfTheEnginesIsAFailure() throws Exception {
        TaskExecution<String> ended = interfere("begin another");

        assertTrue(message(ended).contains("ended the transaction"), message(ended));
        assertEquals(0, ledger.count(entry));
    }

    @Test
    void aTransactionThatABodyCommitsItselfIsRolledBackAndAFailure() throws Exception {
        TaskExecution<String> ended = interfere("commit");

        assertTrue(message(ended).contains("EXCEPTION"), message(ended));
        assertEquals(0, ledger.count(entry));
    }

    @Test
    void anEntityIsCommittedWithTheCompletionThoughItIsWrittenAfterIt() throws Exception {
        UUID id = UUID.randomUUID();
        TaskHandle<String> handle = durable.enqueue(Persist.class, id);

        assertEquals("persisted", handle.await(LIMIT).output().orElseThrow());

        assertEquals(rows().text("select xmin::text from booking where id = ?", id), writerOf(handle.executionId()));
    }

    @Test
    void anEntityThatTheDatabaseRefusesAtTheCommitTakesTheCompletionAlong() throws Exception {
        UUID id = UUID.randomUUID();
        TaskHandle<String> first = durable.enqueue(Persist.class, id);
        first.await(LIMIT);

        TaskExecution<String> second = durable.enqueue(Persist.class, id).await(LIMIT);

        assertEquals(TaskStatus.FAILED, second.status());
        assertTrue(message(second).contains("rolled back instead of committed"), message(second));
        assertEquals(first.executionId().toString(), rows().text("select entry from booking where id = ?", id));
    }

    private TaskExecution<String> interfere(String how) throws Exception {
        TaskExecution<String> ended =
                durable.enqueue(BookAndInterfere.class, List.of(entry, how)).await(LIMIT);
        assertEquals(TaskStatus.FAILED, ended.status());
        return ended;
    }

    @Test
    void theChildrenOfATransactionalBodyAreInsertedByItsTransaction() throws Exception {
        String other = unique();
        TaskHandle<Finished<List<String>, Void>> handle = durable.enqueue(BookAll.class, List.of(entry, other));

        eventually("it has spawned", () -> handle.execution().status() == TaskStatus.WAITING_FOR_CHILDREN);

        assertEquals(FAILED_THEN_RETURNED, outcomes(handle));
        assertEquals(1, ledger.count("all of " + entry));
        assertEquals(
                2,
                rows().number(
                                "select count(*) from durable_execution where parent_id = ? and xmin::text = ?",
                                id(handle),
                                ledger.writerOf("all of " + entry)));
        assertEquals(2, rows().children(id(handle), "READY"));
        handle.cancel();
    }

    @Test
    void aCombineStepOfATransactionalTaskIsTransactional() throws Exception {
        TaskHandle<Integer> handle = durable.enqueue(BookLast.class, List.of(entry, unique()));

        assertEquals(2, handle.await(LIMIT).output().orElseThrow());

        assertEquals(1, ledger.count(entry));
        assertEquals(1, ledger.count("after " + entry));
    }

    @Test
    void eachIterationOfATransactionalLoopIsCommittedOnce() throws Exception {
        TaskHandle<Integer> handle = durable.enqueue(BookEach.class, entry);

        assertEquals(3, handle.await(LIMIT).output().orElseThrow());

        for (int iteration = 1; iteration <= 3; iteration++) {
            assertEquals(1, ledger.count(entry + iteration));
        }
        assertEquals(ledger.writerOf(entry + 3), writerOf(handle.executionId()));
    }

    @Test
    void aTransactionalBodyThatIsOutOfTimeIsInterruptedAndRolledBack() throws Exception {
        TaskHandle<String> handle =
                durable.enqueue(BookAndWait.class, entry, EnqueueOptions.none().withTimeout(Duration.ofMillis(500)));

        assertEquals(TaskStatus.TIMED_OUT, handle.await(LIMIT).status());

        Gates.awaitInterrupt(entry);
        assertNobodyHolds(entry);
    }

    @Test
    void aTransactionalBodyThatIsCancelledIsInterruptedAndRolledBack() throws Exception {
        TaskHandle<String> handle = durable.enqueue(BookAndWait.class, entry);
        Gates.awaitArrival(entry);

        handle.cancel();

        assertEquals(TaskStatus.CANCELLED, handle.await(LIMIT).status());
        Gates.awaitInterrupt(entry);
        assertNobodyHolds(entry);
    }

    @Test
    void whatATransactionalBodyWroteIsSeenByNobodyBeforeItIsDone() throws Exception {
        TaskHandle<String> handle = durable.enqueue(BookAndWait.class, entry);
        Gates.awaitArrival(entry);
        assertEquals(0, ledger.count(entry));
        assertFalse(handle.execution().status().finished());

        Gates.open(entry);

        assertEquals("passed", handle.await(LIMIT).output().orElseThrow());
        assertEquals(1, ledger.count(entry));
    }

    @Test
    void aTransactionalBodyMayTakeLongerThanTheServerAllowsByDefault() throws Exception {
        TaskHandle<String> handle = durable.enqueue(BookSlowly.class, entry);
        transaction.begin();
        eventually("the default is over", () -> transaction.getStatus() != Status.STATUS_ACTIVE);
        transaction.rollback();

        TaskExecution<String> ended = handle.await(LIMIT);

        assertEquals("slowly", ended.output().orElse(message(ended)));
        assertEquals(1, ledger.count(entry));
    }

    /** The transaction has ended, on the thread of the body, and nothing of it is there. */
    private void assertNobodyHolds(String undone) {
        eventually(
                "no transaction writes to the ledger",
                () -> rows().number("select count(*) from pg_locks where relation = 'ledger'::regclass") <= 1);
        eventually("nothing is there", () -> ledger.count(undone) == 0);
    }

    private static List<Outcome> outcomes(TaskHandle<?> handle) {
        return handle.attempts().stream().map(TaskAttempt::outcome).toList();
    }

    private static String message(TaskExecution<?> ended) {
        return ended.error().map(error -> error.kind() + ": " + error.message()).orElse("no error");
    }
}
