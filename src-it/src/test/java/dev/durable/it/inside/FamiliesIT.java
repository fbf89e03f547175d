package dev.durable.it.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.durable.AnyTask;
import dev.durable.ChildOutcome;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.Finished;
import dev.durable.TaskError;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import dev.durable.it.inside.Parents.FailFast;
import dev.durable.it.inside.Parents.First;
import dev.durable.it.inside.Parents.GatherLengths;
import dev.durable.it.inside.Parents.JudgeWords;
import dev.durable.it.inside.Parents.SumLengths;
import dev.durable.it.inside.Parents.SumUpTo;
import dev.durable.it.inside.Parents.Two;
import dev.durable.it.inside.Parents.WaitForBoth;
import dev.durable.it.inside.Sequences.JudgeInSteps;
import dev.durable.it.inside.Sequences.Publish;
import dev.durable.it.inside.Sequences.SplitAndGather;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Parents and sequences on a server with PostgreSQL. */
@ArquillianTest
class FamiliesIT extends InsideServer {

    private static final List<String> WORDS = List.of("one", "three", "eleven");
    private static final List<String> SOME_BAD = List.of("good", "bad", "better");

    @Test
    void aParentCombinesByItsOwnMethod() throws Exception {
        assertEquals("14 of 3", run(SumLengths.class, WORDS));
    }

    @Test
    void aChildThatFailsIsTheEndOfItsParentUnlessThatCollects() throws Exception {
        TaskHandle<String> handle = durable.enqueue(SumLengths.class, SOME_BAD);

        TaskExecution<String> ended = handle.await(LIMIT);

        assertEquals(TaskStatus.CHILDREN_FAILED, ended.status());
        assertTrue(message(ended).contains("bad is a bad word"), message(ended));
        assertIsOver(handle);
    }

    @Test
    void aChildThatFailsCancelsItsSiblings() throws Exception {
        TaskHandle<Finished<String, Void>> handle = durable.enqueue(FailFast.class, unique());

        assertEquals(TaskStatus.CHILDREN_FAILED, handle.await(LIMIT).status());

        assertIsOver(handle);
        assertEquals(1, rows().children(id(handle), "CANCELLED"));
    }

    @Test
    void anotherTaskThatIsAParentItselfCombinesWhatWasCollected() throws Exception {
        TaskHandle<String> handle = durable.enqueue(JudgeWords.class, SOME_BAD);

        assertEquals(
                "1 of 3 are bad, as 14 letters say",
                handle.await(LIMIT).output().orElseThrow());

        assertIsOver(handle);
        assertEquals(7, rows().number("select count(*) from durable_execution where root_id = ?", id(handle)));
    }

    @Test
    void aSequenceWithASleeperMayCombine() throws Exception {
        String word = unique();
        TaskHandle<String> handle = durable.enqueue(JudgeInSteps.class, List.of(word, "bad"));
        durable.wakeUp(Approval.class, "1 bad beside " + word, WakeUp.completed("approved"));

        assertEquals("approved", handle.await(LIMIT).output().orElseThrow());

        assertIsOver(handle);
        assertEquals(6, rows().number("select count(*) from durable_execution where root_id = ?", id(handle)));
    }

    @Test
    void aParentWithoutCombineStepHasWhatItsChildrenCameToAsItsOutput() throws Exception {
        TaskHandle<Finished<List<String>, String>> handle = durable.enqueue(GatherLengths.class, SOME_BAD);

        Finished<List<String>, String> gathered = handle.await(LIMIT).output().orElseThrow();

        assertEquals(SOME_BAD, gathered.input());
        assertEquals("gathered", gathered.output());
        assertEquals(List.of(4, 6), gathered.outputs(Measure.class));
        assertEquals(
                List.of(1),
                gathered.failures().stream().map(ChildOutcome::index).toList());
        assertEquals("", rows().text("select output from durable_execution where id = ?", id(handle)));
        assertIsOver(handle);
    }

    @Test
    void aQuorumDoesNotWaitForTheOthersWhichAreCancelled() throws Exception {
        String left = unique();
        String right = unique();
        TaskHandle<String> handle = durable.enqueue(First.class, List.of(left, right, "seven!!"));

        assertEquals("[7] without 2", handle.await(LIMIT).output().orElseThrow());

        assertIsOver(handle);
        assertEquals(2, rows().children(id(handle), "CANCELLED"));
    }

    @Test
    void aQuorumThatCannotBeReachedAnyMoreIsTheEnd() throws Exception {
        TaskHandle<Integer> handle = durable.enqueue(Two.class, List.of("good", "bad", "bad too"));

        TaskExecution<Integer> ended = handle.await(LIMIT);

        assertEquals(TaskStatus.CHILDREN_FAILED, ended.status());
        assertTrue(message(ended).contains("2 had to complete"), message(ended));
        assertIsOver(handle);
    }

    @Test
    void aTaskMaySpawnItself() throws Exception {
        TaskHandle<Integer> handle = durable.enqueue(SumUpTo.class, 6);

        assertEquals(21, handle.await(LIMIT).output().orElseThrow());

        assertIsOver(handle);
        assertEquals(7, rows().number("select max(depth) from durable_execution where root_id = ?", id(handle)));
    }

    @Test
    void theStepsOfASequenceMayBeParentsAndSleepers() throws Exception {
        String word = unique();
        TaskHandle<String> handle = durable.enqueue(Publish.class, "two " + word);
        // Whether it sleeps already or not: a wake that comes too early is kept.
        durable.wakeUp(Approval.class, "39 of 2", WakeUp.completed("approved " + word));

        TaskExecution<String> ended = handle.await(LIMIT);

        assertEquals("approved " + word, ended.output().orElseThrow());
        assertEquals(new TaskExecution.Progress(3, 3), ended.progress());
        assertIsOver(handle);
    }

    @Test
    void aStepThatFailsIsTheEndOfItsSequenceAndNoneFollows() throws Exception {
        TaskHandle<String> handle = durable.enqueue(Publish.class, "good bad");

        TaskExecution<String> ended = handle.await(LIMIT);

        assertEquals(TaskStatus.CHILDREN_FAILED, ended.status());
        assertTrue(message(ended).contains("Step 2 of 3 of sequence publish"), message(ended));
        assertIsOver(handle);
        assertEquals(
                0,
                rows().number(
                                "select count(*) from durable_execution where parent_id = ? and child_index = 2",
                                id(handle)));
    }

    @Test
    void aSequenceHasTheOutputOfALastStepThatIsNotStoredEither() throws Exception {
        TaskHandle<Finished<List<String>, String>> handle = durable.enqueue(SplitAndGather.class, "one three");

        Finished<List<String>, String> gathered = handle.await(LIMIT).output().orElseThrow();

        assertEquals(List.of(3, 5), gathered.outputs(Measure.class));
        assertIsOver(handle);
    }

    @Test
    void aDeadlineEndsTheWholeTree() throws Exception {
        String gate = unique();
        TaskHandle<Finished<String, Void>> handle =
                durable.enqueue(WaitForBoth.class, gate, EnqueueOptions.none().withDeadline(Duration.ofSeconds(3)));
        Gates.awaitArrival(gate);

        TaskExecution<Finished<String, Void>> ended = handle.await(LIMIT);

        assertEquals(TaskStatus.TIMED_OUT, ended.status());
        assertEquals(ErrorKind.TIMED_OUT, ended.error().orElseThrow().kind());
        Gates.awaitInterrupt(gate);
        assertIsOver(handle);
        assertEquals(2, rows().children(id(handle), "CANCELLED"));
        assertEquals(
                new WakeAnswer.AlreadyFinished(TaskStatus.CANCELLED),
                durable.wakeUp(Approval.class, gate, WakeUp.completed("too late")));
    }

    @Test
    void cancellingAParentCancelsWhatRunsAndSleepsBelow() throws Exception {
        String gate = unique();
        TaskHandle<Finished<String, Void>> handle = durable.enqueue(WaitForBoth.class, gate);
        Gates.awaitArrival(gate);

        handle.cancel();

        assertEquals(TaskStatus.CANCELLED, handle.await(LIMIT).status());
        Gates.awaitInterrupt(gate);
        assertIsOver(handle);
        assertEquals(2, rows().children(id(handle), "CANCELLED"));
    }

    @Test
    void theDatabaseOfTheseTestsRefusesToChangeAnEnd() throws Exception {
        TaskHandle<Integer> handle = durable.enqueue(Measure.class, "final");
        handle.await(LIMIT);

        SQLException refused = assertThrows(SQLException.class, () -> {
            try (var connection = database.getConnection();
                    var update =
                            connection.prepareStatement("update durable_execution set output = '6' where id = ?")) {
                update.setObject(1, id(handle));
                update.executeUpdate();
            }
        });

        assertTrue(refused.getMessage().contains("was changed"), refused.getMessage());
    }

    private <I, O> O run(Class<? extends AnyTask<I, O>> task, I input) throws Exception {
        TaskHandle<O> handle = durable.enqueue(task, input);
        O output = handle.await(LIMIT).output().orElseThrow();
        assertIsOver(handle);
        return output;
    }

    private static String message(TaskExecution<?> ended) {
        return ended.error().map(TaskError::message).orElse("no error");
    }

    /**
     * All executions of a tree have finished, and their relatives are notified. Executions that are cancelled with
     * their parent are notified later.
     */
    private void assertIsOver(TaskHandle<?> root) throws SQLException {
        UUID id = id(root);
        eventually(
                "all of the tree of " + id + " is closed",
                () -> tree(id, "notified = 'NOT_YET'") == 0 && tree(id, "finished_at is null") == 0);
        assertEquals(0, tree(id, "unfinished_children <> 0"));
        assertEquals(1, tree(id, "role = 'ROOT'"));
        assertEquals(0, tree(id, "depth > 0 and parent_id is null"));
        assertFalse(durable.find(new ExecutionId(id)).isEmpty());
    }

    private int tree(UUID root, String which) throws SQLException {
        return rows().number("select count(*) from durable_execution where root_id = ? and (" + which + ")", root);
    }
}
