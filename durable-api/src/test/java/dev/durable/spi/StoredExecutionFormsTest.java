package dev.durable.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredExecution.Claim;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.StoredExecution.Notified;
import dev.durable.spi.StoredExecution.Payloads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which fields follow where an execution sleeps, runs again and again, or goes step by step. */
class StoredExecutionFormsTest {

    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant CLAIMED = CREATED.plusSeconds(10);
    private static final Instant NOW = CREATED.plusSeconds(20);
    private static final Duration DELAY = Duration.ofSeconds(5);
    private static final ParentPolicy STEPS = ParentPolicy.sequence(List.of("task", "task"));
    private static final ExecutorId OWNER = new ExecutorId(new UUID(7, 7));
    private static final String SERVER = "server 1";
    private static final ExecutionId ID = new ExecutionId(new UUID(1, 1));
    private static final NewExecution EXECUTION =
            new NewExecution(ID, "task", Lineage.root(ID), Duration.ZERO, EnqueueOptions.none(), "1");
    private static final NewExecution SLEEPER = EXECUTION.sleeping("key", Duration.ofMinutes(1));

    private final StoredExecution inserted = EXECUTION.inserted(CREATED);
    private final StoredExecution running = inserted.claimed(OWNER, SERVER, CLAIMED, CLAIMED.plusSeconds(60));

    @Test
    void whatHasAKeySleepsUntilItsDeadline() {
        StoredExecution sleeper = SLEEPER.inserted(CREATED);

        assertThat(sleeper.status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(sleeper.wakeKey()).isEqualTo("key");
        assertThat(sleeper.times().deadline()).isEqualTo(CREATED.plusSeconds(60));
        assertThat(sleeper.claim()).isEqualTo(new Claim(0, 1, 1, 0, null, null));
    }

    @Test
    void whoseKeyIsInUseHasFailedAndNobodyKnowsYet() {
        StoredExecution failed = SLEEPER.insertedWithKeyInUse(CREATED);

        assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed.notified()).isEqualTo(Notified.NOT_YET);
        assertThat(failed.error())
                .isEqualTo(TaskError.of(
                        ErrorKind.KEY_IN_USE, "Another execution of task task sleeps under the key \"key\""));
        assertThat(failed.times().finished()).isEqualTo(CREATED);
        assertThat(failed.payloads().input()).isEqualTo("1");
    }

    @Test
    void aDeadlineIsKeptByClaims() {
        Instant deadline = CREATED.plusSeconds(100);
        StoredExecution limited = inserted.endingAt(deadline);

        assertThat(limited.withTimes(inserted.times())).isEqualTo(inserted);
        assertThat(limited.claimed(OWNER, SERVER, CLAIMED, CLAIMED).times().deadline())
                .isEqualTo(deadline);
    }

    @Test
    void whatGoesToSleepHasAKeyAndADeadline() {
        StoredExecution after = running.after(Change.toSleep("key", DELAY), NOW);

        assertThat(after.wakeKey()).isEqualTo("key");
        assertThat(after.times().deadline()).isEqualTo(NOW.plus(DELAY));
        assertThat(after.after(Change.to(TaskStatus.TIMED_OUT), NOW).wakeKey()).isEqualTo("key");
    }

    @Test
    void theEarlierDeadlineHolds() {
        Instant earlier = NOW.plusSeconds(1);
        Instant later = NOW.plusSeconds(100);

        assertThat(running.endingAt(earlier)
                        .after(Change.toSleep("key", DELAY), NOW)
                        .times()
                        .deadline())
                .isEqualTo(earlier);
        assertThat(running.endingAt(later)
                        .after(Change.toSleep("key", DELAY), NOW)
                        .times()
                        .deadline())
                .isEqualTo(NOW.plus(DELAY));
        assertThat(running.endingAt(later)
                        .after(Change.to(TaskStatus.READY), NOW)
                        .times()
                        .deadline())
                .isEqualTo(later);
    }

    @Test
    void aFurtherIterationIsItsFirstAttemptAndHasItsState() {
        TaskError error = TaskError.of(ErrorKind.EXCEPTION, "away");
        StoredExecution second =
                running.after(Change.to(TaskStatus.READY).because(error).nextAttemptIn(DELAY), NOW);

        StoredExecution after = second.after(Change.to(TaskStatus.READY).nextIterationIn(DELAY, "\"page 2\""), NOW);

        assertThat(after.claim()).isEqualTo(new Claim(1, 1, 2, 0, null, SERVER));
        assertThat(after.error()).isNull();
        assertThat(after.payloads()).isEqualTo(new Payloads("1", "\"page 2\"", null));
        assertThat(after.times().due()).isEqualTo(NOW.plus(DELAY));
    }

    @Test
    void aFurtherStepIsAFurtherChild() {
        StoredExecution sequence = running.after(
                        Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(STEPS, List.of(step(0))), NOW)
                .notifiedBy(1, 1);

        StoredExecution after =
                sequence.after(Change.to(TaskStatus.WAITING_FOR_CHILDREN).inserting(List.of(step(1))), NOW);

        assertThat(after.family()).isEqualTo(new Family(2, 1, 1, STEPS));
    }

    private static NewExecution step(int index) {
        return new NewExecution(
                new ExecutionId(new UUID(2, index)),
                "task",
                Lineage.root(ID).child(ID, index),
                Duration.ZERO,
                EnqueueOptions.none(),
                null);
    }
}
