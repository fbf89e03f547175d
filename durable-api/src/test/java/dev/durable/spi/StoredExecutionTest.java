package dev.durable.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.StoredExecution.Claim;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.StoredExecution.Notified;
import dev.durable.spi.StoredExecution.Payloads;
import dev.durable.spi.StoredExecution.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which fields follow from which move: the one place from which all stores derive them. */
class StoredExecutionTest {

    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant CLAIMED = CREATED.plusSeconds(10);
    private static final Instant NOW = CREATED.plusSeconds(20);
    private static final Duration DELAY = Duration.ofSeconds(5);
    private static final ParentPolicy POLICY = new ParentPolicy(ChildFailurePolicy.FAIL_FAST, "combine");
    private static final ExecutorId OWNER = new ExecutorId(new UUID(7, 7));
    private static final String SERVER = "server 1";
    private static final ExecutionId ID = new ExecutionId(new UUID(1, 1));

    private final StoredExecution inserted = inserted(Lineage.root(ID));
    private final StoredExecution running = inserted.claimed(OWNER, SERVER, CLAIMED, CLAIMED.plusSeconds(60));

    private static StoredExecution inserted(Lineage lineage) {
        EnqueueOptions options = EnqueueOptions.none().withMaxRetries(3);
        return new NewExecution(ID, "task", lineage, DELAY, options, "1").inserted(CREATED);
    }

    private StoredExecution child() {
        return inserted(Lineage.root(new ExecutionId(new UUID(0, 1))).child(new ExecutionId(new UUID(0, 1)), 0));
    }

    @Test
    void whatIsInsertedIsDueAfterItsDelay() {
        assertThat(inserted.status()).isEqualTo(TaskStatus.READY);
        assertThat(inserted.isNotified()).isFalse();
        assertThat(inserted.claim()).isEqualTo(new Claim(0, 1, 1, 0, null, null));
        assertThat(inserted.family()).isEqualTo(Family.NONE);
        assertThat(inserted.payloads()).isEqualTo(new Payloads("1", null, null));
        assertThat(inserted.times()).isEqualTo(new Times(CREATED, CREATED.plus(DELAY), null, null, null, null));
    }

    @Test
    void aClaimGivesAnOwnerATokenAndAnExpiry() {
        assertThat(running.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(running.claim()).isEqualTo(new Claim(1, 1, 1, 0, OWNER, SERVER));
        assertThat(running.times())
                .isEqualTo(new Times(CREATED, CREATED.plus(DELAY), CLAIMED, CLAIMED.plusSeconds(60), null, null));
        assertThat(running.payloads()).isEqualTo(inserted.payloads());
        assertThat(running.options()).isEqualTo(inserted.options());
    }

    @Test
    void aRowIsHeldUnderItsCurrentTokenWhileItRuns() {
        assertThat(running.heldUnder(1)).isTrue();
        assertThat(running.heldUnder(0)).isFalse();
        assertThat(running.heldUnder(2)).isFalse();
        assertThat(inserted.heldUnder(0)).isFalse();
        assertThat(running.after(Change.to(TaskStatus.READY), NOW).heldUnder(1)).isFalse();
    }

    @Nested
    class AfterAChange {

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUNNING")
        void nobodyOwnsTheRowAndItHasNoExpiry(TaskStatus status) {
            StoredExecution after = running.after(to(status), NOW);

            assertThat(after.status()).isEqualTo(status);
            assertThat(after.claim()).isEqualTo(new Claim(1, 1, 1, 0, null, SERVER));
            assertThat(after.times().claimExpires()).isNull();
            assertThat(after.times().started()).isEqualTo(CLAIMED);
            assertThat(after.times().finished()).isEqualTo(status.finished() ? NOW : null);
        }

        @Test
        void aFurtherAttemptIsCountedAndDueAfterItsDelay() {
            StoredExecution after = running.after(Change.to(TaskStatus.READY).nextAttemptIn(DELAY), NOW);

            assertThat(after.claim()).isEqualTo(new Claim(1, 2, 1, 0, null, SERVER));
            assertThat(after.times().due()).isEqualTo(NOW.plus(DELAY));
        }

        @Test
        void aCrashIsCountedByItself() {
            StoredExecution after = running.after(Change.to(TaskStatus.READY).countingCrash(), NOW);

            assertThat(after.claim()).isEqualTo(new Claim(1, 1, 1, 1, null, SERVER));
            assertThat(after.times().due()).isEqualTo(NOW);
        }

        @Test
        void whatIsNotReadyKeepsItsDueTime() {
            assertThat(running.after(Change.to(TaskStatus.WAITING_FOR_CHILDREN), NOW)
                            .times()
                            .due())
                    .isEqualTo(CREATED.plus(DELAY));
        }

        @Test
        void anErrorStaysUntilTheRowCompletes() {
            TaskError error = TaskError.of(ErrorKind.EXCEPTION, "away");
            TaskError other = TaskError.of(ErrorKind.EXCEPTION, "still away");
            StoredExecution failed = running.after(Change.to(TaskStatus.READY).because(error), NOW);

            assertThat(failed.error()).isEqualTo(error);
            assertThat(failed.after(Change.to(TaskStatus.READY), NOW).error()).isEqualTo(error);
            assertThat(failed.after(Change.to(TaskStatus.FAILED).because(other), NOW)
                            .error())
                    .isEqualTo(other);
            assertThat(failed.after(Change.to(TaskStatus.COMPLETED), NOW).error())
                    .isNull();
        }

        @Test
        void aRunOutputStaysAndAnOutputIsTheLastOne() {
            StoredExecution parent =
                    running.after(Change.to(TaskStatus.WAITING_FOR_COMBINE).withIntermediate("\"run\""), NOW);
            StoredExecution completed =
                    parent.after(Change.to(TaskStatus.COMPLETED).withOutput("\"out\""), NOW);

            assertThat(parent.payloads()).isEqualTo(new Payloads("1", "\"run\"", null));
            assertThat(completed.payloads()).isEqualTo(new Payloads("1", "\"run\"", "\"out\""));
        }

        @Test
        void childrenAreCountedAndTheCombineStepIsNot() {
            Lineage place = running.lineage();
            List<NewExecution> spawned = List.of(
                    execution(place.child(ID, 0)), execution(place.child(ID, 1)), execution(place.combineStep(ID)));

            StoredExecution parent =
                    running.after(Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, spawned), NOW);

            assertThat(parent.family()).isEqualTo(new Family(2, 2, 0, POLICY));
        }

        @Test
        void aFamilyIsKeptByWhatSpawnsNone() {
            StoredExecution parent = running.after(
                    Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                            .spawning(
                                    POLICY, List.of(execution(running.lineage().child(ID, 0)))),
                    NOW);
            StoredExecution told = parent.notifiedBy(1, 1);
            StoredExecution combining = told.after(
                    Change.to(TaskStatus.WAITING_FOR_COMBINE)
                            .inserting(List.of(execution(running.lineage().combineStep(ID)))),
                    NOW);

            assertThat(told.family()).isEqualTo(new Family(1, 0, 1, POLICY));
            assertThat(combining.family()).isEqualTo(told.family());
        }

        @ParameterizedTest
        @EnumSource
        void whatHasFinishedNeverChanges(TaskStatus status) {
            if (status.finished()) {
                StoredExecution finished = running.after(to(status), NOW);

                assertThatThrownBy(() -> finished.after(Change.to(TaskStatus.READY), NOW))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("Execution " + ID + " has finished as " + status + " and cannot become READY");
            }
        }

        private Change to(TaskStatus status) {
            return status == TaskStatus.SLEEPING ? Change.toSleep("key", DELAY) : Change.to(status);
        }

        private NewExecution execution(Lineage lineage) {
            return new NewExecution(
                    new ExecutionId(UUID.randomUUID()), "task", lineage, Duration.ZERO, EnqueueOptions.none(), null);
        }
    }

    @Test
    void closingIsAllThatClosingChanges() {
        StoredExecution finished = running.after(Change.to(TaskStatus.CANCELLED), NOW);

        StoredExecution closed = finished.markedNotified();

        assertThat(finished.isNotified()).isFalse();
        assertThat(closed.isNotified()).isTrue();
        assertThat(closed)
                .isEqualTo(running.after(Change.to(TaskStatus.CANCELLED).notified(true), NOW));
    }

    @Test
    void beingLateIsAllThatIsMarked() {
        StoredExecution closed = running.after(Change.to(TaskStatus.CANCELLED).notified(true), NOW);

        StoredExecution late = closed.markedTooLate();

        assertThat(late.notified()).isEqualTo(Notified.TOO_LATE);
        assertThat(late.isNotified()).isTrue();
        assertThat(late.markedNotified()).isEqualTo(closed);
    }

    @Test
    void whoHasToldWithoutCompletingHasFailed() {
        assertThat(new Family(5, 1, 3, POLICY).failed()).isEqualTo(1);
        assertThat(new Family(5, 3, 0, POLICY).notifiedBy(2, 1)).isEqualTo(new Family(5, 1, 1, POLICY));
    }

    @Test
    void anExecutionWithAParentIsNotClosedWithoutNotifyingIt() {
        Change closing = Change.to(TaskStatus.CANCELLED).notified(true);

        assertThatThrownBy(() -> child().afterUnnotified(closing, NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Execution " + ID + " would be closed without notifying its parent");
        assertThat(inserted.afterUnnotified(closing, NOW)).isEqualTo(inserted.after(closing, NOW));
        assertThat(child().afterUnnotified(closing.notified(false), NOW))
                .isEqualTo(child().after(closing.notified(false), NOW));
    }

    @Test
    void noMoreChildrenTellThanThereAre() {
        assertThatThrownBy(() -> inserted.notifiedBy(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Family(1, 2, 0, POLICY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Family(2, 1, 2, POLICY)).isInstanceOf(IllegalArgumentException.class);
    }
}
