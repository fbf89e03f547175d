package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.TaskStatus;
import dev.durable.jpa.ClaimHints.Start;
import dev.durable.spi.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimHintsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ClaimHints hints = new ClaimHints();

    private Instant from(Instant now) {
        Start start = hints.begin(List.of(Executions.TASK), now, 10);
        return start.from().get(0);
    }

    @Test
    void theFirstClaimBeginsAtTheLeftEdge() {
        assertThat(from(NOW)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aClaimBeginsALittleBeforeWhatTheLastOneFound() {
        from(NOW);
        hints.found(Executions.TASK, NOW.minusSeconds(30));

        assertThat(from(NOW.plusSeconds(1))).isBefore(NOW.minusSeconds(30)).isAfter(NOW.minusSeconds(40));
    }

    @Test
    void nowAndThenAClaimBeginsAtTheLeftEdgeAgain() {
        from(NOW);
        hints.found(Executions.TASK, NOW);

        assertThat(from(NOW.plus(ClaimHints.FULL_CLAIM_EVERY).minusMillis(1))).isAfter(Instant.EPOCH);
        assertThat(from(NOW.plus(ClaimHints.FULL_CLAIM_EVERY))).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aClockThatWasSetBackBeginsAtTheLeftEdge() {
        from(NOW);
        hints.found(Executions.TASK, NOW);

        assertThat(from(NOW.minusSeconds(60))).isEqualTo(Instant.EPOCH);
    }

    @Test
    void whatHasBecomeReadyLowersTheMark() {
        from(NOW);
        hints.found(Executions.TASK, NOW);
        Instant returned = NOW.minus(Duration.ofMinutes(1));
        hints.ready(new Written(List.of(Executions.root().inserted(returned)), List.of(), Set.of(), false));

        assertThat(from(NOW.plusSeconds(1))).isEqualTo(returned);
    }

    @Test
    void whatBecomesReadyDuringAClaimIsNotHiddenByIt() {
        Instant returned = NOW.minus(Duration.ofMinutes(1));
        from(NOW);
        hints.ready(new Written(List.of(Executions.root().inserted(returned)), List.of(), Set.of(), false));
        hints.found(Executions.TASK, NOW);

        assertThat(from(NOW.plusSeconds(1))).isEqualTo(returned);
    }

    @Test
    void whatIsNotReadyLowersNothing() {
        from(NOW);
        hints.found(Executions.TASK, NOW);
        Instant early = NOW.minus(Duration.ofMinutes(1));
        hints.ready(new Written(List.of(Executions.sleeper("key").inserted(early)), List.of(), Set.of(), false));

        assertThat(Executions.sleeper("key").inserted(early).status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(from(NOW.plusSeconds(1))).isAfter(early);
    }
}
