package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.durable.ErrorKind;
import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredAttempt;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of attempts that were followed by others. */
abstract class AttemptsContract extends StoreContract {

    private static final TaskError AWAY =
            new TaskError(ErrorKind.EXCEPTION, "away \uD83D\uDE00", "com.acme.Away", "com.acme.Away: \n\tat x\n", true);
    private static final TaskError TOO_LONG = TaskError.of(ErrorKind.TIMED_OUT, "The attempt took longer than PT5M");

    @Test
    void aFailedAttemptIsKept() {
        StoredExecution attempt = running();

        writeBack(attempt, failed(AWAY));

        StoredExecution row = row(attempt.id());
        assertThat(store().views().attempts(attempt.id())).singleElement().satisfies(kept -> {
            assertThat(kept)
                    .isEqualTo(new StoredAttempt(
                            1, 1, 1, attempt.times().started(), kept.ended(), SERVER, Outcome.FAILED, AWAY));
            assertThat(kept.ended())
                    .isBetween(attempt.times().started(), row.times().due());
        });
    }

    @Test
    void anAttemptThatTookTooLongIsKeptAsThat() {
        StoredExecution attempt = running();

        store().update(attempt.id(), to(failed(TOO_LONG)));

        assertThat(store().views().attempts(attempt.id()))
                .extracting(StoredAttempt::outcome, StoredAttempt::error)
                .containsExactly(tuple(Outcome.TIMED_OUT, TOO_LONG));
    }

    @Test
    void anAttemptWhoseExecutorDiedIsKeptAsACrash() {
        StoredExecution attempt = running();

        store().sweep(new SweepCondition.LeaseExpired(), 10, to(again().countingCrash()));

        assertThat(store().views().attempts(attempt.id()))
                .extracting(StoredAttempt::outcome, StoredAttempt::error, StoredAttempt::executor)
                .containsExactly(tuple(Outcome.CRASHED, null, SERVER));
    }

    @Test
    void theLastAttemptIsNotKept() {
        List<StoredExecution> attempts = running(3);
        writeBack(attempts.get(0), completed("1"));
        writeBack(attempts.get(1), Change.to(TaskStatus.FAILED).because(AWAY).notified(true));
        writeBack(
                attempts.get(2),
                Change.to(TaskStatus.FAILED).because(AWAY).countingCrash().notified(true));

        assertThat(attempts).allSatisfy(attempt -> assertThat(store().views().attempts(attempt.id()))
                .isEmpty());
    }

    @Test
    void anAttemptThatIsReturnedHasNotEnded() {
        StoredExecution attempt = running();

        store().sweep(new SweepCondition.ClaimedBy(executor), 10, to(again()));

        assertThat(store().views().attempts(attempt.id())).isEmpty();
    }

    @Test
    void attemptsComeOldestFirst() {
        StoredExecution attempt = running();
        writeBack(attempt, failed(AWAY));
        claim(TASK, 1);
        store().sweep(new SweepCondition.ClaimedBy(executor), 10, to(again().countingCrash()));
        writeBack(claim(TASK, 1).get(0), failed(TOO_LONG));
        writeBack(claim(TASK, 1).get(0), completed("1"));

        assertThat(store().views().attempts(attempt.id()))
                .extracting(StoredAttempt::attempt, StoredAttempt::token, StoredAttempt::outcome)
                .containsExactly(
                        tuple(1, 1L, Outcome.FAILED), tuple(2, 2L, Outcome.CRASHED), tuple(2, 3L, Outcome.TIMED_OUT));
    }

    @Test
    void theAttemptsOfManyAreKeptInOneBatch() {
        List<StoredExecution> attempts = running(50);

        store().writeBack(
                        attempts.stream()
                                .map(attempt -> outcomeOf(attempt, failed(AWAY)))
                                .toList(),
                        LEAVE);

        assertThat(attempts).allSatisfy(attempt -> assertThat(store().views().attempts(attempt.id()))
                .hasSize(1));
    }

    @Test
    void aRefusedWriteBackKeepsNoAttempt() {
        StoredExecution late = running();
        store().update(late.id(), to(again()));

        store().writeBack(List.of(outcomeOf(late, failed(AWAY))), LEAVE);

        assertThat(store().views().attempts(late.id())).isEmpty();
    }

    @Test
    void aBatchThatIsUndoneKeepsNoAttempt() {
        List<StoredExecution> attempts = running(2);
        RowRule broken = row -> {
            throw new IllegalStateException("broken rule");
        };

        assertThatThrownBy(() -> store().writeBack(
                                List.of(outcomeOf(attempts.get(0), failed(AWAY)), outcomeOf(attempts.get(1), broken)),
                                LEAVE))
                .isInstanceOf(IllegalStateException.class);

        assertThat(store().views().attempts(attempts.get(0).id())).isEmpty();
    }

    @Test
    void whatIsNotThereHasNoAttempts() {
        assertThat(store().views().attempts(newId())).isEmpty();
    }

    private static Change failed(TaskError error) {
        return again().because(error).nextAttemptIn(Duration.ZERO);
    }
}
