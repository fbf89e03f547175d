package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.StoreConflictException;
import dev.durable.StoreRefusalException;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.journal.Message;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.WriteBack;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outcomes that cannot be written, or not at once. */
class OutcomeTest {

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final ManualEngine engine = world.engine(TestTask.scripted("task", task));

    @AfterEach
    void end() {
        world.close();
    }

    private TaskHandle<String> enqueue(String input) {
        return engine.client().enqueue(Scripted.class, input);
    }

    private List<TaskHandle<String>> enqueue(String... inputs) {
        return engine.client().enqueueAll(Scripted.class, List.of(inputs), EnqueueOptions.none());
    }

    /** Whatever carries that outcome is not written. */
    private void poison(TaskHandle<?> handle, Supplier<RuntimeException> fault) {
        ExecutionId id = handle.executionId();
        engine.store().beforeWriteBack(writeBacks -> {
            if (writeBacks.stream().map(WriteBack::id).anyMatch(id::equals)) {
                throw fault.get();
            }
        });
    }

    @Test
    void anOutcomeIsKeptWhileTheDatabaseIsOutAndWrittenOnceWhenItIsBack() {
        task.then((context, input) -> {
            engine.store().out();
            return "done";
        });
        TaskHandle<String> handle = enqueue("x");
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.RUNNING);
        assertThat(engine.figure("outcomesToWrite")).isEqualTo(1);
        world.pass(Duration.ofSeconds(5));
        engine.store().back();
        world.pass(Duration.ofSeconds(2));
        assertThat(world.output(handle)).isEqualTo("\"done\"");
        assertThat(task.attempts).hasSize(1);
        assertThat(engine.figure("outcomesToWrite")).isZero();
        assertThat(engine.figure("refusedWriteBacks")).isZero();
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void aDatabaseThatIsOutIsNotAskedOnceForEachOutcome() {
        world.pass(Duration.ofSeconds(1));
        int before = engine.store().calls(Verb.WRITE_BACK);
        task.always((context, input) -> {
            engine.store().out();
            return "done";
        });
        enqueue("a", "b", "c", "d");
        world.settle();
        assertThat(engine.figure("outcomesToWrite")).isEqualTo(4);
        // The first body tries, and then the one who tries for all: together, and two of them alone.
        assertThat(engine.store().calls(Verb.WRITE_BACK) - before).isLessThanOrEqualTo(4);
        world.pass(Duration.ofSeconds(5));
        assertThat(engine.store().calls(Verb.WRITE_BACK) - before).isBetween(10, 60);
    }

    @Test
    void aCommitWhoseReplyWasLostHasNoDoubleEffect() {
        engine.store().after(Verb.WRITE_BACK, () -> {
            engine.store().heal();
            throw FaultyStore.unreachable();
        });
        TaskHandle<String> handle = enqueue("x");
        world.pass(Duration.ofSeconds(3));
        assertThat(world.output(handle)).isEqualTo("\"x\"");
        assertThat(task.attempts).hasSize(1);
        assertThat(engine.figure("outcomesToWrite")).isZero();
        assertThat(engine.figure("heldHere")).isZero();
    }

    @Test
    void aRetryWhoseCommitReplyWasLostIsFollowedByOneAttemptOnly() {
        task.then((context, input) -> {
            throw new IllegalStateException("first");
        });
        engine.store().after(Verb.WRITE_BACK, () -> {
            engine.store().heal();
            throw FaultyStore.unreachable();
        });
        TaskHandle<String> handle = engine.client()
                .enqueue(
                        Scripted.class,
                        "x",
                        EnqueueOptions.none().withMaxRetries(5).withRetryDelay(Duration.ZERO));
        world.pass(Duration.ofSeconds(5));
        assertThat(world.output(handle)).isEqualTo("\"x\"");
        assertThat(world.row(handle).claim().attempt()).isEqualTo(2);
        assertThat(task.attempts).hasSize(2);
    }

    @Test
    void anOutcomeThatTheDatabaseRefusesBecomesAFailureAndSparesItsNeighbours() {
        List<TaskHandle<String>> handles = gathered(() ->
                new StoreRefusalException("refused", new IllegalStateException("insert into secrets values (42)")));
        assertThat(handles)
                .extracting(world::status)
                .containsExactly(TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.COMPLETED);
        assertThat(world.error(handles.get(1)).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
        assertThat(world.error(handles.get(1)).message())
                .contains("could not be stored")
                .contains("DUR0048");
        assertThat(world.error(handles.get(1)).toString()).doesNotContain("secrets");
        assertThat(world.journal.count(Message.OUTCOME_UNWRITABLE)).isEqualTo(1);
        assertThat(engine.figure("refusedWriteBacks")).isZero();
    }

    @Test
    void aRuleThatThrowsSparesItsNeighbours() {
        List<TaskHandle<String>> handles = gathered(() -> new IllegalStateException("a fault of ours"));
        assertThat(handles)
                .extracting(world::status)
                .containsExactly(TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.COMPLETED);
    }

    @Test
    void anOutcomeThatCannotBeWrittenForWhateverReasonSparesItsNeighbours() {
        List<TaskHandle<String>> handles = gathered(FaultyStore::unreachable);
        assertThat(handles)
                .extracting(world::status)
                .containsExactly(TaskStatus.COMPLETED, TaskStatus.RUNNING, TaskStatus.COMPLETED);
        assertThat(engine.figure("outcomesToWrite")).isEqualTo(1);
        TaskHandle<String> next = enqueue("next");
        world.pass(Duration.ofSeconds(3));
        assertThat(world.output(next)).isEqualTo("\"next\"");
        engine.store().heal();
        world.pass(Duration.ofSeconds(3));
        assertThat(world.output(handles.get(1))).isEqualTo("\"b\"");
    }

    @Test
    void anOutcomeWhoseRowsAreHeldByOthersIsNotGivenUp() {
        List<TaskHandle<String>> handles = gathered(() -> new StoreConflictException("held by others"));
        for (int i = 0; i < 20; i++) {
            enqueue("neighbour");
            world.pass(Duration.ofSeconds(2));
        }
        assertThat(world.status(handles.get(1))).isEqualTo(TaskStatus.RUNNING);
        engine.store().heal();
        world.pass(Duration.ofSeconds(3));
        assertThat(world.output(handles.get(1))).isEqualTo("\"b\"");
        assertThat(world.journal.count(Message.OUTCOME_UNWRITABLE)).isZero();
    }

    @Test
    void anOutcomeThatNeverCommitsWhileOthersDoBecomesAFailure() {
        List<TaskHandle<String>> handles = gathered(FaultyStore::unreachable);
        for (int i = 0; i < 5; i++) {
            enqueue("neighbour");
            world.pass(Duration.ofSeconds(2));
        }
        assertThat(world.status(handles.get(1))).isEqualTo(TaskStatus.FAILED);
        assertThat(world.error(handles.get(1)).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
    }

    @Test
    void whatTheStoreLeavesOfABatchIsWrittenNextAndNotTakenForRefused() {
        task.then((context, input) -> {
            engine.store().out();
            return input;
        });
        List<TaskHandle<String>> handles = enqueue("a", "b", "c");
        world.settle();
        assertThat(engine.figure("outcomesToWrite")).isEqualTo(3);
        engine.store().writeFirstOnly();
        engine.store().back();
        world.pass(Duration.ofSeconds(5));
        assertThat(handles).extracting(world::status).containsOnly(TaskStatus.COMPLETED);
        assertThat(engine.figure("refusedWriteBacks")).isZero();
        assertThat(engine.figure("outcomesToWrite")).isZero();
        assertThat(engine.figure("heldHere")).isZero();
    }

    /** Three outcomes gather while the database is out; the second of them is poisonous when it is back. */
    private List<TaskHandle<String>> gathered(Supplier<RuntimeException> fault) {
        task.then((context, input) -> {
            engine.store().out();
            return input;
        });
        List<TaskHandle<String>> handles = enqueue("a", "b", "c");
        world.settle();
        assertThat(engine.figure("outcomesToWrite")).isEqualTo(3);
        refuseOnce(handles.get(1), fault);
        engine.store().back();
        world.pass(Duration.ofSeconds(5));
        assertThat(world.rows.all())
                .filteredOn(row -> row.status() == TaskStatus.RUNNING)
                .hasSize((int) engine.figure("outcomesToWrite"));
        return handles;
    }

    /** Its outcome is refused, and what replaces that is not. */
    private void refuseOnce(TaskHandle<?> handle, Supplier<RuntimeException> fault) {
        ExecutionId id = handle.executionId();
        engine.store().beforeWriteBack(writeBacks -> {
            for (WriteBack writeBack : writeBacks) {
                if (writeBack.id().equals(id) && completes(writeBack)) {
                    throw fault.get();
                }
            }
        });
    }

    private boolean completes(WriteBack writeBack) {
        StoredExecution row = world.row(writeBack.id());
        return writeBack.rule().decide(row).orElseThrow().status() == TaskStatus.COMPLETED;
    }

    @Test
    void whatCannotEvenFailIsLeftToTheRescueOfOverdueExecutions() {
        TaskHandle<String> handle = enqueue("x");
        poison(handle, () -> new StoreRefusalException("refused"));
        world.settle();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.RUNNING);
        assertThat(engine.figure("heldHere")).isZero();
        assertThat(world.journal.count(Message.OUTCOME_UNWRITABLE)).isEqualTo(2);
        world.pass(Duration.ofMinutes(1).plus(World.LEEWAY).plus(World.LEASE));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.TIMED_OUT);
    }

    @Test
    void anOutageInTheMiddleOfWritingOneByOneRepeatsOnlyWhatWasNotWritten() {
        task.then((context, input) -> {
            engine.store().out();
            return input;
        });
        List<TaskHandle<String>> handles = enqueue("a", "b", "c");
        world.settle();
        engine.store().beforeWriteBack(writeBacks -> {
            if (writeBacks.size() > 1) {
                throw new IllegalStateException("together they cannot be written");
            }
        });
        engine.store().after(Verb.WRITE_BACK, () -> engine.store().out());
        engine.store().back();
        world.pass(Duration.ofSeconds(1));
        engine.store().heal();
        engine.store().back();
        world.pass(Duration.ofSeconds(3));
        assertThat(handles).extracting(world::status).containsOnly(TaskStatus.COMPLETED);
        assertThat(engine.figure("refusedWriteBacks")).isZero();
    }

    @Test
    void outcomesThatGatherAreWrittenInOneTransaction() {
        task.then((context, input) -> {
            engine.store().out();
            return input;
        });
        enqueue("a", "b", "c", "d");
        world.settle();
        engine.store().back();
        int before = engine.store().calls(Verb.WRITE_BACK);
        world.pass(Duration.ofSeconds(2));
        assertThat(world.rows.all()).allMatch(row -> row.status() == TaskStatus.COMPLETED);
        assertThat(engine.store().calls(Verb.WRITE_BACK) - before).isEqualTo(1);
    }
}
