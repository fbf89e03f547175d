package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.durable.StoreRefusalException;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.Written;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Children that run one after the other: the end of each inserts the next. */
abstract class SequenceContract extends StoreContract {

    @Test
    void theNextStepIsInsertedWhereTheSequenceGoesOnWaiting() {
        StoredExecution sequence = running();
        StoredExecution first = runningFirstStep(sequence);

        Written written = store().writeBack(List.of(outcomeOf(first, completed("\"one\""))), this::nextStep);

        StoredExecution row = row(sequence.id());
        assertThat(row.status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
        assertThat(row.family()).isEqualTo(new Family(2, 1, 1, SEQUENCE));
        assertThat(written.inserted()).hasSize(1);
        StoredExecution second = claim(CHILD, 10).get(0);
        assertThat(second.id()).isEqualTo(written.inserted().get(0).id());
        assertThat(second.lineage()).isEqualTo(sequence.lineage().child(sequence.id(), 1));
        assertThat(second.payloads().input()).isNull();
        assertThat(store().views().related(sequence.id(), Role.CHILD, 0))
                .hasValueSatisfying(step -> assertThat(step.payloads().output()).isEqualTo("\"one\""));
    }

    @Test
    void aStepThatIsClosedInsertsTheNextOneToo() {
        StoredExecution sequence = running();
        StoredExecution first = runningFirstStep(sequence);
        writeBackInTransaction(first, completed("1").notified(false));

        Written written = store().close(10, this::nextStep);

        assertThat(written.inserted()).hasSize(1);
        assertThat(row(sequence.id()).family()).isEqualTo(new Family(2, 1, 1, SEQUENCE));
    }

    @Test
    void eachStepRunsWhenTheOneBeforeItHasEndedAndNoneOfThemIsLate() {
        StoredExecution sequence = running();
        runningFirstStep(sequence);
        store().update(store().views().children(sequence.id()).get(0).id(), to(again()));

        for (int step = 0; step < 3; step++) {
            List<StoredExecution> claimed = claim(CHILD, 10);
            assertThat(claimed).singleElement();
            assertThat(claimed.get(0).lineage().index()).isEqualTo(step);
            store().writeBack(List.of(outcomeOf(claimed.get(0), completed("\"" + step + "\""))), this::nextStep);
        }

        StoredExecution row = row(sequence.id());
        assertThat(row.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(row.payloads().output()).isEqualTo("\"2\"");
        assertThat(row.family()).isEqualTo(new Family(3, 0, 3, SEQUENCE));
        assertThat(store().views().children(sequence.id()))
                .allSatisfy(step -> assertThat(step.notified()).isEqualTo(StoredExecution.Notified.YES));
    }

    @Test
    void aSequenceTakesNoOutputWhereItsLastStepHasStoredNone() {
        StoredExecution sequence = running();
        StoredExecution step = runningFirstStep(sequence);
        FamilyRule complete = (parent, ended) -> Optional.of(
                Change.to(TaskStatus.COMPLETED).withOutputOf(ended.get(0).id()).notified(true));

        store().writeBack(List.of(outcomeOf(step, completed(null))), complete);

        assertThat(row(sequence.id()).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(row(sequence.id()).payloads().output()).isNull();
    }

    @Test
    void aStepThatFailsMayEndTheSequence() {
        StoredExecution sequence = running();
        StoredExecution first = runningFirstStep(sequence);
        FamilyRule fail = (parent, ended) ->
                Optional.of(Change.to(TaskStatus.CHILDREN_FAILED).notified(true));

        store().writeBack(List.of(outcomeOf(first, Change.to(TaskStatus.FAILED).notified(true))), fail);

        StoredExecution row = row(sequence.id());
        assertThat(row.status()).isEqualTo(TaskStatus.CHILDREN_FAILED);
        assertThat(row.family()).isEqualTo(new Family(1, 0, 0, SEQUENCE));
        assertThat(row.family().failed()).isEqualTo(1);
    }

    @Test
    void aStepMayGoToSleepOnceItIsClaimed() {
        StoredExecution step = runningFirstStep(running());

        writeBack(step, Change.toSleep(KEY, LONG));

        StoredExecution row = row(step.id());
        assertThat(row.status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(row.wakeKey()).isEqualTo(KEY);
        assertThat(row.claim().owner()).isNull();
        assertThat(row.times().claimExpires()).isNull();
        assertThat(row.times().deadline()).isCloseTo(step.times().started().plus(LONG), within(1, ChronoUnit.MINUTES));
        assertThat(claim(CHILD, 10)).isEmpty();
    }

    @Test
    void whoGoesToSleepKeepsAnEarlierDeadline() {
        insert(root(TASK).withDeadline(Duration.ofMinutes(1)));
        StoredExecution attempt = claim(TASK, 1).get(0);

        writeBack(attempt, Change.toSleep(KEY, LONG));

        assertThat(row(attempt.id()).times().deadline())
                .isEqualTo(attempt.times().deadline());
    }

    @Test
    void whoGoesToSleepUnderAKeyThatIsInUseIsRefusedAndNothingOfTheBatchIsWritten() {
        insert(sleeping(TASK, KEY));
        List<StoredExecution> attempts = running(2);

        assertThatThrownBy(() -> store().writeBack(
                                List.of(
                                        outcomeOf(attempts.get(0), completed("1")),
                                        outcomeOf(attempts.get(1), Change.toSleep(KEY, LONG))),
                                LEAVE))
                .isInstanceOf(StoreRefusalException.class);

        assertThat(attempts).allSatisfy(attempt -> assertThat(row(attempt.id())).isEqualTo(attempt));
    }

    @Test
    void ofTwoThatGoToSleepUnderOneKeyTogetherBothAreRefused() {
        List<StoredExecution> attempts = running(2);

        assertThatThrownBy(() -> store().writeBack(
                                attempts.stream()
                                        .map(attempt -> outcomeOf(attempt, Change.toSleep(KEY, LONG)))
                                        .toList(),
                                LEAVE))
                .isInstanceOf(StoreRefusalException.class);

        assertThat(attempts).allSatisfy(attempt -> assertThat(row(attempt.id())).isEqualTo(attempt));
    }

    /** Inserts the next step, or completes after the last one. */
    private Optional<Change> nextStep(StoredExecution parent, List<StoredExecution> ended) {
        int next = parent.family().children();
        if (next == SEQUENCE.steps().size()) {
            return Optional.of(Change.to(TaskStatus.COMPLETED)
                    .withOutputOf(ended.get(0).id())
                    .notified(true));
        }
        NewExecution step = child(parent, next);
        return Optional.of(Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                .inserting(List.of(
                        new NewExecution(step.id(), CHILD, step.lineage(), step.delay(), step.options(), null))));
    }
}
