package dev.durable.it.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.durable.CancelAnswer;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionPage;
import dev.durable.ExecutionQuery;
import dev.durable.KeyInUseException;
import dev.durable.TaskAttempt;
import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import dev.durable.it.inside.Failing.ComeBack;
import dev.durable.it.inside.Failing.Halve;
import dev.durable.it.inside.Failing.Planned;
import dev.durable.it.inside.Loops.ComeAgain;
import dev.durable.it.inside.Loops.Endless;
import dev.durable.it.inside.Loops.TakeNotes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Loops, sleepers, attempts and what an operator asks, on a server with PostgreSQL. */
@ArquillianTest
class FormsIT extends InsideServer {

    @Test
    void aLoopHandsItsStateOnAndKeepsNoHistoryOfIterationsThatWentWell() throws Exception {
        TaskHandle<List<String>> handle = durable.enqueue(TakeNotes.class, 4);

        TaskExecution<List<String>> ended = handle.await(LIMIT);

        assertEquals(List.of("1.1", "2.2", "3.1", "4.1"), ended.output().orElseThrow());
        assertEquals(4, ended.details().iteration());
        assertEquals(
                List.of("2.1 FAILED", "4.1 RETURNED"),
                handle.attempts().stream()
                        .map(attempt -> attempt.iteration() + "." + attempt.number() + " " + attempt.outcome())
                        .toList());
    }

    @Test
    void aLoopWaitsBetweenIterationsAsLongAsItSays() throws Exception {
        long between =
                durable.enqueue(ComeAgain.class, "").await(LIMIT).output().orElseThrow();

        assertTrue(between >= Loops.DELAY.toNanos(), between + " ns");
    }

    @Test
    void aLoopThatIsNeverDoneEndsAtItsLimit() throws Exception {
        TaskExecution<Integer> ended = durable.enqueue(Endless.class, "").await(LIMIT);

        assertEquals(TaskStatus.FAILED, ended.status());
        assertEquals(ErrorKind.LIMIT_EXCEEDED, ended.error().orElseThrow().kind());
        assertEquals(3, ended.details().iteration());
    }

    @Test
    void aSleeperEndsAsItIsWokenUpAndLaterWakesAreTold() throws Exception {
        String key = unique();
        TaskHandle<String> handle = durable.enqueue(Approval.class, key);
        assertEquals(TaskStatus.SLEEPING, handle.execution().status());
        assertEquals(Optional.of(key), handle.execution().details().key());

        assertEquals(new WakeAnswer.Woken(), durable.wakeUp(Approval.class, key, WakeUp.completed("yes")));

        assertEquals("yes", handle.await(LIMIT).output().orElseThrow());
        assertEquals(
                new WakeAnswer.AlreadyFinished(TaskStatus.COMPLETED),
                durable.wakeUp(Approval.class, key, WakeUp.completed("again")));
        assertEquals("yes", handle.execution().output().orElseThrow());
    }

    @Test
    void aSleeperMayBeToldOfAFailure() throws Exception {
        TaskHandle<String> handle = durable.enqueue(Approval.class, unique());

        durable.wakeUp(Approval.class, handle.executionId(), WakeUp.failed("denied"));

        TaskExecution<String> ended = handle.await(LIMIT);
        assertEquals(TaskStatus.FAILED, ended.status());
        assertEquals(ErrorKind.REPORTED, ended.error().orElseThrow().kind());
        assertEquals("denied", ended.error().orElseThrow().message());
    }

    @Test
    void aSleeperThatNobodyWakesUpTimesOut() throws Exception {
        TaskHandle<String> handle =
                durable.enqueue(Approval.class, unique(), EnqueueOptions.none().withTimeout(Duration.ofMillis(50)));

        assertEquals(TaskStatus.TIMED_OUT, handle.await(LIMIT).status());
    }

    @Test
    void aSleeperMayBeCancelledAndItsKeyIsFreeAgain() throws Exception {
        String key = unique();
        TaskHandle<String> first = durable.enqueue(Approval.class, key);
        assertThrows(KeyInUseException.class, () -> durable.enqueue(Approval.class, key));

        assertEquals(new CancelAnswer.Cancelled(), first.cancel());

        assertEquals(TaskStatus.CANCELLED, first.await(LIMIT).status());
        TaskHandle<String> second = durable.enqueue(Approval.class, key);
        durable.wakeUp(Approval.class, key, WakeUp.completed("second"));
        assertEquals("second", second.await(LIMIT).output().orElseThrow());
    }

    @Test
    void aWakeThatComesTooEarlyIsKeptAndDelivered() throws Exception {
        String key = unique();
        assertEquals(new WakeAnswer.Kept(), durable.wakeUp(Approval.class, key, WakeUp.completed("early")));

        TaskHandle<String> handle = durable.enqueue(Approval.class, key);

        assertEquals("early", handle.await(LIMIT).output().orElseThrow());
        assertEquals(0, rows().number("select count(*) from durable_wake where wake_key = ?", key));
    }

    @Test
    void aWakeIsKeptForTheNextOnRequest() throws Exception {
        String key = unique();
        TaskHandle<String> first = durable.enqueue(Approval.class, key);
        durable.wakeUp(Approval.class, key, WakeUp.completed("first"));
        first.await(LIMIT);
        WakeUp<String> forNext = WakeUp.completed("next");
        assertEquals(new WakeAnswer.Kept(), durable.wakeUp(Approval.class, key, forNext.keepForNext()));

        TaskHandle<String> next = durable.enqueue(Approval.class, key);

        assertEquals("next", next.await(LIMIT).output().orElseThrow());
    }

    @Test
    void eachAttemptMayHaveItsOwnTimeoutAndDelayAndBeTheLast() throws Exception {
        TaskHandle<String> handle = durable.enqueue(Planned.class, unique());

        assertEquals(TaskStatus.FAILED, handle.await(LIMIT).status());

        List<TaskAttempt> attempts = handle.attempts();
        assertEquals(
                List.of(Outcome.FAILED, Outcome.TIMED_OUT, Outcome.FAILED),
                attempts.stream().map(TaskAttempt::outcome).toList());
        assertEquals("attempt 3", attempts.get(2).error().orElseThrow().message());
    }

    @Test
    void anExceptionMaySayWhenToComeAgain() throws Exception {
        TaskHandle<String> handle = durable.enqueue(ComeBack.class, "done");

        assertEquals("done, after busy", handle.await(LIMIT).output().orElseThrow());

        List<TaskAttempt> attempts = handle.attempts();
        Duration between = Duration.between(
                attempts.get(0).ended().orElseThrow(), attempts.get(1).started());
        assertTrue(between.compareTo(Failing.AFTER) >= 0, between.toString());
    }

    @Test
    void whatFailedIsListedCountedAndRetried() throws Exception {
        List<TaskHandle<Integer>> handles = durable.enqueueAll(Halve.class, List.of(2, 3, 4, 5), EnqueueOptions.none());
        for (TaskHandle<Integer> handle : handles) {
            handle.await(LIMIT);
        }
        ExecutionQuery halves = ExecutionQuery.all().ofTask("halve");
        assertEquals(4, durable.count(halves));
        assertEquals(2, durable.count(halves.in(TaskStatus.FAILED)));
        ExecutionPage first = durable.list(halves, 3, Optional.empty());
        ExecutionPage last = durable.list(halves, 3, first.next());
        assertEquals(3, first.executions().size());
        assertEquals(
                List.of(handles.get(0).executionId()),
                last.executions().stream().map(TaskExecution::id).toList());
        assertEquals(Optional.empty(), last.next());

        TaskHandle<?> again = durable.retry(handles.get(1).executionId());

        TaskExecution<?> ended = again.await(LIMIT);
        assertEquals(TaskStatus.FAILED, ended.status());
        assertEquals(Optional.of(handles.get(1).executionId()), ended.details().retryOf());
        assertEquals("3 is odd", ended.error().orElseThrow().message());
        assertEquals(3, durable.count(halves.in(TaskStatus.FAILED)));
        assertThrows(
                IllegalArgumentException.class,
                () -> durable.retry(handles.get(0).executionId()));
    }
}
