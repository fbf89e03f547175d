package dev.durable.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which attempts are kept, and as what. */
class StoredAttemptTest {

    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant CLAIMED = CREATED.plusSeconds(10);
    private static final Instant NOW = CREATED.plusSeconds(20);
    private static final ExecutionId ID = new ExecutionId(new UUID(1, 1));
    private static final ExecutorId OWNER = new ExecutorId(new UUID(7, 7));
    private static final TaskError AWAY = TaskError.of(ErrorKind.EXCEPTION, "away");
    private static final TaskError TOO_LONG = TaskError.of(ErrorKind.TIMED_OUT, "too long");
    private static final Change READY = Change.to(TaskStatus.READY);

    private final StoredExecution inserted =
            new NewExecution(ID, "task", Lineage.root(ID), Duration.ZERO, EnqueueOptions.none(), "1").inserted(CREATED);
    private final StoredExecution running = claimed(inserted);

    private static StoredExecution claimed(StoredExecution row) {
        return row.claimed(OWNER, "server 1", CLAIMED, CLAIMED.plusSeconds(60));
    }

    @Test
    void anAttemptThatFailedAndIsFollowedIsKept() {
        assertThat(StoredAttempt.endedBy(running, READY.because(AWAY).nextAttemptIn(Duration.ZERO), NOW))
                .contains(new StoredAttempt(1, 1, 1, CLAIMED, NOW, "server 1", Outcome.FAILED, AWAY));
    }

    @Test
    void anAttemptThatTookTooLongIsKeptAsThat() {
        assertThat(StoredAttempt.endedBy(running, READY.because(TOO_LONG).nextAttemptIn(Duration.ZERO), NOW))
                .contains(new StoredAttempt(1, 1, 1, CLAIMED, NOW, "server 1", Outcome.TIMED_OUT, TOO_LONG));
    }

    @Test
    void aCrashIsKeptWithoutAReason() {
        assertThat(StoredAttempt.endedBy(running, READY.because(AWAY).countingCrash(), NOW))
                .contains(new StoredAttempt(1, 1, 1, CLAIMED, NOW, "server 1", Outcome.CRASHED, null));
    }

    @Test
    void anAttemptIsKeptWithTheNumbersThatItHad() {
        StoredExecution later = claimed(claimed(running.after(READY.nextIterationIn(Duration.ZERO, "1"), NOW))
                .after(READY.nextAttemptIn(Duration.ZERO), NOW));

        assertThat(StoredAttempt.endedBy(later, READY.nextAttemptIn(Duration.ZERO), NOW))
                .contains(new StoredAttempt(2, 2, 3, CLAIMED, NOW, "server 1", Outcome.FAILED, null));
    }

    @Test
    void whatNoOtherAttemptFollowsIsNotKept() {
        assertThat(StoredAttempt.endedBy(running, Change.to(TaskStatus.COMPLETED), NOW))
                .isEmpty();
        assertThat(StoredAttempt.endedBy(running, Change.to(TaskStatus.FAILED).because(AWAY), NOW))
                .isEmpty();
        assertThat(StoredAttempt.endedBy(
                        running, Change.to(TaskStatus.FAILED).because(AWAY).countingCrash(), NOW))
                .isEmpty();
    }

    @Test
    void whatHasNotEndedIsNotKept() {
        assertThat(StoredAttempt.endedBy(running, READY, NOW)).isEmpty();
        assertThat(StoredAttempt.endedBy(running, Change.toSleep("key", Duration.ZERO), NOW))
                .isEmpty();
        assertThat(StoredAttempt.endedBy(inserted, READY.nextAttemptIn(Duration.ZERO), NOW))
                .isEmpty();
    }

    @Test
    void aFurtherIterationEndsNoAttemptThatIsKept() {
        assertThat(StoredAttempt.endedBy(running, READY.nextIterationIn(Duration.ZERO, "1"), NOW))
                .isEmpty();
    }
}
