package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.durable.ErrorKind;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredAttempt;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Iterations: one row that runs again and again. */
abstract class LoopContract extends StoreContract {

    private static final TaskError AWAY = TaskError.of(ErrorKind.EXCEPTION, "away");

    @Test
    void aFurtherIterationIsTheFirstAttemptOfIts() {
        StoredExecution attempt = running();
        writeBack(attempt, again().because(AWAY).nextAttemptIn(Duration.ZERO));
        StoredExecution second = claim(TASK, 1).get(0);

        writeBack(second, again().nextIterationIn(LONG, "\"page 2\""));

        StoredExecution row = row(attempt.id());
        assertThat(row.status()).isEqualTo(TaskStatus.READY);
        assertThat(row.claim()).isEqualTo(new StoredExecution.Claim(2, 1, 2, 0, null, SERVER));
        assertThat(row.error()).isNull();
        assertThat(row.payloads())
                .isEqualTo(new StoredExecution.Payloads(attempt.payloads().input(), "\"page 2\"", null));
        assertThat(row.times().due()).isCloseTo(second.times().started().plus(LONG), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void eachIterationIsHandedTheStateOfTheOneBefore() {
        StoredExecution attempt = running();
        String input = attempt.payloads().input();

        for (int iteration = 1; iteration <= 50; iteration++) {
            assertThat(attempt.claim().iteration()).isEqualTo(iteration);
            assertThat(attempt.claim().attempt()).isEqualTo(1);
            assertThat(attempt.payloads().input()).isEqualTo(input);
            assertThat(attempt.payloads().intermediate()).isEqualTo(iteration == 1 ? null : "\"" + iteration + "\"");
            writeBack(attempt, again().nextIterationIn(Duration.ZERO, "\"" + (iteration + 1) + "\""));
            attempt = claim(TASK, 1).get(0);
        }
    }

    @Test
    void anIterationIsNoAttemptThatAnotherOneFollows() {
        StoredExecution attempt = running();

        writeBack(attempt, again().nextIterationIn(Duration.ZERO, "1"));

        assertThat(store().views().attempts(attempt.id())).isEmpty();
    }

    @Test
    void theAttemptsOfAnIterationAreKeptWithItsNumber() {
        StoredExecution attempt = running();
        writeBack(attempt, again().because(AWAY).nextAttemptIn(Duration.ZERO));
        writeBack(claim(TASK, 1).get(0), again().nextIterationIn(Duration.ZERO, "1"));
        writeBack(claim(TASK, 1).get(0), again().because(AWAY).nextAttemptIn(Duration.ZERO));
        writeBack(claim(TASK, 1).get(0), again().because(AWAY).nextAttemptIn(Duration.ZERO));

        assertThat(store().views().attempts(attempt.id()))
                .extracting(StoredAttempt::iteration, StoredAttempt::attempt, StoredAttempt::token)
                .containsExactly(tuple(1, 1, 1L), tuple(2, 1, 3L), tuple(2, 2, 4L));
    }

    @Test
    void afterACrashTheSameIterationIsRepeatedWithItsState() {
        StoredExecution attempt = running();
        writeBack(attempt, again().nextIterationIn(Duration.ZERO, "\"page 2\""));
        claim(TASK, 1);

        store().sweep(new SweepCondition.LeaseExpired(), 10, to(again().countingCrash()));

        StoredExecution repeated = claim(TASK, 1).get(0);
        assertThat(repeated.claim().iteration()).isEqualTo(2);
        assertThat(repeated.claim().crashes()).isEqualTo(1);
        assertThat(repeated.payloads().intermediate()).isEqualTo("\"page 2\"");
    }

    @Test
    void theCrashesOfAnIterationThatIsOverCountNoMore() {
        running();
        store().sweep(new SweepCondition.LeaseExpired(), 10, to(again().countingCrash()));
        StoredExecution repeated = claim(TASK, 1).get(0);
        assertThat(repeated.claim().crashes()).isEqualTo(1);

        writeBack(repeated, again().nextIterationIn(Duration.ZERO, "1"));

        assertThat(row(repeated.id()).claim().crashes()).isZero();
    }

    @Test
    void aLoopThatIsDoneKeepsItsStateBesideItsOutput() {
        StoredExecution attempt = running();
        writeBack(attempt, again().nextIterationIn(Duration.ZERO, "\"page 2\""));

        writeBack(claim(TASK, 1).get(0), completed("\"done\""));

        StoredExecution row = row(attempt.id());
        assertThat(row.claim().iteration()).isEqualTo(2);
        assertThat(row.payloads().intermediate()).isEqualTo("\"page 2\"");
        assertThat(row.payloads().output()).isEqualTo("\"done\"");
    }

    @Test
    void anIterationMayBeEndedFromOutside() {
        StoredExecution attempt = running();
        writeBack(attempt, again().nextIterationIn(LONG, "1"));

        cancel(attempt.id());

        assertThat(row(attempt.id()).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(row(attempt.id()).claim().iteration()).isEqualTo(2);
    }
}
