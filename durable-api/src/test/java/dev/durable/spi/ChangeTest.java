package dev.durable.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ErrorKind;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change.Counts;
import dev.durable.spi.Change.Sleep;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a change counts, and what sleeps. */
class ChangeTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Change READY = Change.to(TaskStatus.READY);

    @Test
    void aChangeCountsNothingUnlessItSaysSo() {
        assertThat(READY.counts()).isEqualTo(Counts.NOTHING);
        assertThat(READY.countsAttempt()).isFalse();
        assertThat(READY.countsCrash()).isFalse();
        assertThat(READY.countsIteration()).isFalse();
    }

    @Test
    void aFurtherAttemptIsCountedAndDue() {
        Change change = READY.nextAttemptIn(MINUTE);

        assertThat(change.counts()).isEqualTo(Counts.ATTEMPT);
        assertThat(change.countsAttempt()).isTrue();
        assertThat(change.dueIn()).isEqualTo(MINUTE);
    }

    @Test
    void aFurtherIterationIsCountedDueAndHandedItsState() {
        Change change = READY.nextIterationIn(MINUTE, "\"page 2\"");

        assertThat(change.counts()).isEqualTo(Counts.ITERATION);
        assertThat(change.countsIteration()).isTrue();
        assertThat(change.dueIn()).isEqualTo(MINUTE);
        assertThat(change.intermediate()).isEqualTo("\"page 2\"");
    }

    @Test
    void aCrashIsCountedAndMayBeDueLater() {
        Change change = READY.countingCrash().dueIn(MINUTE);

        assertThat(change.counts()).isEqualTo(Counts.CRASH);
        assertThat(change.countsCrash()).isTrue();
        assertThat(change.dueIn()).isEqualTo(MINUTE);
    }

    @Test
    void aChangeCountsOneThing() {
        assertThat(READY.countingCrash().nextAttemptIn(MINUTE).countsCrash()).isFalse();
        assertThat(READY.nextAttemptIn(MINUTE).nextIterationIn(MINUTE, null).countsAttempt())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RUNNING", "SLEEPING"})
    void onlyWhatHasGoneWellClearsTheError(TaskStatus status) {
        assertThat(Change.to(status).clearsError()).isEqualTo(status == TaskStatus.COMPLETED);
        assertThat(READY.nextIterationIn(MINUTE, null).clearsError()).isTrue();
        assertThat(READY.nextAttemptIn(MINUTE).clearsError()).isFalse();
        assertThat(Change.toSleep("key", MINUTE).clearsError()).isFalse();
    }

    @Test
    void whatSleepsAndOnlyThatHasAKey() {
        assertThat(Change.toSleep("key", MINUTE).sleep()).isEqualTo(new Sleep("key", MINUTE));
        assertThat(READY.sleep()).isNull();
        assertThatThrownBy(() -> Change.to(TaskStatus.SLEEPING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key");
        assertThatThrownBy(() -> new Change(
                        TaskStatus.READY,
                        false,
                        Counts.NOTHING,
                        MINUTE,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        new Sleep("key", MINUTE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachPartKeepsTheKey() {
        TaskError error = TaskError.of(ErrorKind.EXCEPTION, "away");
        Change change = Change.toSleep("key", MINUTE)
                .because(error)
                .withIntermediate("1")
                .dueIn(MINUTE)
                .inserting(List.of())
                .withOutput(null)
                .withOutputFound(null)
                .countingCrash()
                .notified(false);

        assertThat(change)
                .isEqualTo(new Change(
                        TaskStatus.SLEEPING,
                        false,
                        Counts.CRASH,
                        MINUTE,
                        error,
                        "1",
                        null,
                        null,
                        null,
                        List.of(),
                        new Sleep("key", MINUTE)));
    }
}
