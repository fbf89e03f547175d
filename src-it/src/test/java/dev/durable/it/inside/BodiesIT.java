package dev.durable.it.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.durable.AnyTask;
import dev.durable.EnqueueOptions;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.it.inside.Guests.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What a body has around it on a server, and what it cannot leave behind. */
@ArquillianTest
class BodiesIT extends InsideServer {

    private static final int SOME = 50;

    @Test
    void aBodyHasTheClassLoaderAndTheNamesOfItsModule() throws Exception {
        List<String> seen = durable.enqueue(Guests.LookAround.class, "")
                .await(LIMIT)
                .output()
                .orElseThrow();

        assertEquals(Surroundings.seen(), seen);
        assertEquals(List.of("class true", "resource true", "inside", "inside", "datasource true"), seen);
    }

    @Test
    void anInterruptThatABodyLeavesBehindDoesNotReachTheNextOneOnItsThread() throws Exception {
        Set<Long> threads = new HashSet<>();
        for (TaskHandle<Long> handle : enqueueSome(Guests.LeaveInterrupted.class, "")) {
            threads.add(handle.await(LIMIT).output().orElseThrow());
        }

        assertFalse(findingsUntilOneOf(threads).stream().anyMatch(Finding::interrupted));
    }

    @Test
    void aTransactionThatABodyLeavesOpenIsRolledBackAndDoesNotReachTheNextOneOnItsThread() throws Exception {
        String entry = unique();
        for (TaskHandle<String> handle : enqueueSome(Guests.LeaveTransaction.class, entry)) {
            TaskExecution<String> left = handle.await(LIMIT);
            assertEquals(TaskStatus.FAILED, left.status());
            String message = left.error().orElseThrow().message();
            assertTrue(message.contains("left its transaction open"), message);
        }

        List<Finding> findings = findingsUntilOneOf(Guests.LeaveTransaction.THREADS);
        assertFalse(findings.stream().anyMatch(Finding::transaction));
        assertEquals(0, ledger.count(entry));
    }

    @Test
    void eachAttemptHasARequestContextOfItsOwnWhichEndsWithIt() throws Exception {
        String name = unique();

        int calls = durable.enqueue(Guests.CallTwice.class, name)
                .await(LIMIT)
                .output()
                .orElseThrow();

        assertEquals(3, calls);
        assertEquals(2, Spells.begun(name));
        assertEquals(2, Spells.ended(name));
    }

    @Test
    void aBodyMayBeginTransactionsAndCallBeansThatDo() throws Exception {
        List<String> entries = List.of(unique(), unique(), unique(), unique());

        String said = durable.enqueue(Guests.Transact.class, entries)
                .await(LIMIT)
                .output()
                .orElseThrow();

        assertEquals("after " + entries.get(3), said);
        List<Integer> written = new ArrayList<>();
        for (String entry : entries) {
            written.add(ledger.count(entry));
        }
        assertEquals(List.of(1, 0, 1, 0), written);
    }

    /** What bodies find on their threads, until one of them has had one of these. */
    private List<Finding> findingsUntilOneOf(Set<Long> threads) {
        List<Finding> all = new ArrayList<>();
        eventually("a body runs on one of the threads", () -> {
            for (TaskHandle<Finding> handle : enqueueSome(Guests.Inspect.class, "")) {
                all.add(handle.await(LIMIT).output().orElseThrow());
            }
            return all.stream().anyMatch(finding -> threads.contains(finding.thread()));
        });
        return all;
    }

    private <O> List<TaskHandle<O>> enqueueSome(Class<? extends AnyTask<String, O>> task, String input) {
        return durable.enqueueAll(task, Collections.nCopies(SOME, input), EnqueueOptions.none());
    }
}
