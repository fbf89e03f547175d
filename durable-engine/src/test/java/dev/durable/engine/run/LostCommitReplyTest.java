package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.InvalidInputException;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is committed although nobody was told so, and what fails although nothing is wrong with it. */
class LostCommitReplyTest {

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final TestTask<String, String> registered = TestTask.scripted("task", task);

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void aClaimWhoseAnswerWasLostIsReturnedAndRunsSoonWithNothingCounted() {
        ManualEngine engine = world.engine(registered);
        AtomicBoolean lost = new AtomicBoolean();
        engine.store().after(Verb.CLAIM, () -> {
            boolean anyClaimed = world.rows.all().stream().anyMatch(row -> row.status() == TaskStatus.RUNNING);
            if (anyClaimed && lost.compareAndSet(false, true)) {
                throw FaultyStore.unreachable();
            }
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");

        world.pass(Duration.ofSeconds(5));

        assertThat(lost).isTrue();
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        StoredExecution.Claim claim = world.row(handle).claim();
        assertThat(claim.token()).isEqualTo(2);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.crashes()).isZero();
        assertThat(task.attempts).hasSize(1);
    }

    @Test
    void whatIsHeldHereIsNotGivenBackWithAClaimInDoubt() {
        ManualEngine engine = world.engine(registered);
        AtomicBoolean lost = new AtomicBoolean();
        task.then((context, input) -> {
            engine.store().after(Verb.CLAIM, () -> {
                if (lost.compareAndSet(false, true)) {
                    throw FaultyStore.unreachable();
                }
            });
            engine.client().enqueue(Scripted.class, "second");
            world.passWithoutBodies(Duration.ofSeconds(3));
            return input;
        });
        TaskHandle<String> first = engine.client().enqueue(Scripted.class, "first");

        world.pass(Duration.ofSeconds(5));

        assertThat(world.rows.all()).allMatch(row -> row.status() == TaskStatus.COMPLETED);
        assertThat(world.row(first).claim().token()).isEqualTo(1);
    }

    @Test
    void waitingForASlotForLessThanALeaseDoesNotUseUpTheTimeout() {
        ManualEngine engine = world.engine(World.settings(1, 4), registered);
        task.then((context, input) -> {
            world.passWithoutBodies(World.LEASE.dividedBy(2));
            return input;
        });
        engine.client().enqueue(Scripted.class, "long");
        TaskHandle<String> waiting = engine.client()
                .enqueue(Scripted.class, "waits", EnqueueOptions.none().withTimeout(Duration.ofSeconds(1)));

        world.settle();

        StoredExecution row = world.row(waiting);
        assertThat(row.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(world.journal.count(Message.OVERDUE)).isZero();
    }

    @Test
    void aClaimCountsAsOverdueOnlyAfterTimeoutLeewayAndLease() {
        ManualEngine engine = world.engine(registered);
        Duration[] granted = new Duration[1];
        task.then((context, input) -> {
            StoredExecution.Times times = world.row(context.executionId()).times();
            granted[0] = Duration.between(times.started(), times.claimExpires());
            return input;
        });
        engine.client().enqueue(Scripted.class, "x", EnqueueOptions.none().withTimeout(Duration.ofSeconds(7)));
        world.settle();
        assertThat(granted[0])
                .isEqualTo(Duration.ofSeconds(7).plus(World.LEEWAY).plus(World.LEASE));
    }

    /** Accepts what it is enqueued with, and fails while what it asks is away. */
    static final class Asking extends Scripted {

        private int failures;

        @Override
        public void validate(String input) {
            if (input.isEmpty()) {
                throw new InvalidInputException("An input has at least one character");
            }
            if (failures-- > 0) {
                throw new IllegalStateException("what the validator asks is away");
            }
        }
    }

    @Test
    void aValidatorThatFailsRatherThanRefusesFailsTheAttemptAndNotTheExecution() {
        Asking asking = new Asking();
        ManualEngine engine = world.engine(TestTask.scripted("asking", asking));
        TaskHandle<String> handle =
                engine.client().enqueue(Asking.class, "x", EnqueueOptions.none().withMaxRetries(2));
        asking.failures = 1;

        world.pass(Duration.ofSeconds(5));

        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(world.row(handle).claim().attempt()).isEqualTo(2);
        assertThat(asking.attempts).singleElement().satisfies(attempt -> assertThat(
                        attempt.previousError().orElseThrow().kind())
                .isEqualTo(ErrorKind.EXCEPTION));
    }

    @Test
    void aValidatorThatFailsAtTheDoorTellsTheCallerWhatItThrew() {
        Asking asking = new Asking();
        ManualEngine engine = world.engine(TestTask.scripted("asking", asking));
        asking.failures = 1;
        assertThatThrownBy(() -> engine.client().enqueue(Asking.class, "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("what the validator asks is away");
        assertThatThrownBy(() -> engine.client().enqueue(Asking.class, "")).isInstanceOf(InvalidInputException.class);
        assertThat(world.rows.all()).isEmpty();
    }

    @Test
    void anOutcomeThatNeverCommitsIsReplacedWhileOthersAreWritten() {
        ManualEngine engine = world.engine(registered);
        List<TaskHandle<String>> handles = engine.client()
                .enqueueAll(
                        Scripted.class,
                        IntStream.range(0, 20).mapToObj(String::valueOf).toList(),
                        EnqueueOptions.none());
        TaskHandle<String> bad = handles.get(0);
        engine.store().beforeWriteBack(writeBacks -> {
            // Whatever it is in this row that takes too long: it does so as long as it is the same outcome.
            boolean withBad = writeBacks.stream()
                    .anyMatch(one -> one.id().equals(bad.executionId())
                            && one.rule().decide(world.row(bad)).orElseThrow().status() == TaskStatus.COMPLETED);
            if (withBad) {
                throw FaultyStore.unreachable();
            }
        });
        for (int round = 0; round < 10; round++) {
            engine.client().enqueue(Scripted.class, "neighbour");
            world.pass(Duration.ofSeconds(3));
        }
        assertThat(world.status(bad)).isEqualTo(TaskStatus.FAILED);
        assertThat(world.error(bad).kind()).isEqualTo(ErrorKind.INVALID_OUTPUT);
        assertThat(world.rows.all())
                .filteredOn(row -> !row.id().equals(bad.executionId()))
                .allMatch(row -> row.status() == TaskStatus.COMPLETED);
    }
}
