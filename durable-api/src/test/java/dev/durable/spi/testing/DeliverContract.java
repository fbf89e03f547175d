package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.WakeRule;
import dev.durable.spi.Written;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commands to wake up, and wakes that were kept: applied by {@code deliver}. */
abstract class DeliverContract extends StoreContract {

    @Test
    void aRequestIsAppliedOnceAndThenDeleted() {
        ExecutionId sleeper = insert(sleeping());
        store().submit(wakes(wake(KEY, "\"paid\"")));

        Written written = deliver();
        ExecutionId next = insert(sleeping());

        assertThat(ids(written.changed())).containsExactly(sleeper);
        assertThat(row(sleeper).payloads().output()).isEqualTo("\"paid\"");
        assertThat(deliver()).isEqualTo(Written.NOTHING);
        assertThat(row(next).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void aRequestByItselfChangesNothing() {
        ExecutionId sleeper = insert(sleeping());

        store().submit(wakes(wake(KEY, "1")));

        assertThat(row(sleeper).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void aRequestMayNameTheExecution() {
        ExecutionId sleeper = insert(sleeping());
        store().submit(wakes(wake(newId(), "1"), wake(sleeper, "\"paid\"")));

        deliver();

        assertThat(row(sleeper).payloads().output()).isEqualTo("\"paid\"");
        assertThat(deliver()).isEqualTo(Written.NOTHING);
    }

    @Test
    void requestsToCancelAndToWakeUpKeepOutOfEachOthersWay() {
        ExecutionId sleeper = insert(sleeping());
        ExecutionId wanted = insert(root(TASK));
        store().submit(List.of(
                cancellations(wanted).get(0), wakes(wake(KEY, "1")).get(0)));

        assertThat(ids(deliver().changed())).containsExactly(sleeper);
        assertThat(found(new SweepCondition.CancelPending())).containsExactly(wanted);
    }

    @Test
    void theOldestRequestWins() {
        ExecutionId sleeper = insert(sleeping());
        store().submit(wakes(wake(KEY, "\"first\"")));
        pass(SHORT);
        store().submit(wakes(wake(KEY, "\"second\"")));

        deliver();

        assertThat(row(sleeper).payloads().output()).isEqualTo("\"first\"");
    }

    @Test
    void aRequestThatNobodySleepsForIsKept() {
        store().submit(wakes(wake(KEY, "\"early\"")));
        deliver();
        ExecutionId sleeper = insert(sleeping());

        Written written = deliver();

        assertThat(ids(written.changed())).containsExactly(sleeper);
        assertThat(row(sleeper).payloads().output()).isEqualTo("\"early\"");
    }

    @Test
    void aRequestForTheNextIsKeptWhereTheLatestHasFinished() {
        cancel(insert(sleeping()));
        store().submit(wakes(wake(KEY, "\"late\""), wakeForNext(KEY, "\"next\"")));
        deliver();
        ExecutionId next = insert(sleeping());

        deliver();

        assertThat(row(next).payloads().output()).isEqualTo("\"next\"");
    }

    @Test
    void aKeptWakeWaitsUntilItsExecutionSleeps() {
        wake(wake(KEY, "1"));

        assertThat(deliver()).isEqualTo(Written.NOTHING);
        ExecutionId other = insert(sleeping(SLEEPER, "another key"));
        assertThat(deliver()).isEqualTo(Written.NOTHING);
        ExecutionId sleeper = insert(sleeping());

        assertThat(ids(deliver().changed())).containsExactly(sleeper);
        assertThat(row(other).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void aKeptWakeIsDeliveredOnce() {
        wake(wakeForNext(KEY, "1"));
        insert(sleeping());
        deliver();
        ExecutionId second = insert(sleeping());

        assertThat(deliver()).isEqualTo(Written.NOTHING);
        assertThat(row(second).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void ofKeptWakesTheOldestIsDeliveredAndTheOthersEndWithIt() {
        wake(wake(KEY, "\"first\""));
        pass(SHORT);
        wake(wake(KEY, "\"second\""));
        ExecutionId sleeper = insert(sleeping());
        deliver();
        ExecutionId next = insert(sleeping());

        deliver();

        assertThat(row(sleeper).payloads().output()).isEqualTo("\"first\"");
        assertThat(row(next).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void wakesForTheNextAreDeliveredToOneExecutionEach() {
        wake(wakeForNext(KEY, "\"first\""));
        pass(SHORT);
        wake(wakeForNext(KEY, "\"second\""));
        ExecutionId sleeper = insert(sleeping());
        deliver();
        ExecutionId next = insert(sleeping());
        deliver();

        assertThat(row(sleeper).payloads().output()).isEqualTo("\"first\"");
        assertThat(row(next).payloads().output()).isEqualTo("\"second\"");
    }

    @Test
    void aWakeThatWasKeptForTooLongEnds() {
        store().wake(wake(KEY, "1"), SHORT, END);
        store().submit(wakes(wake("another key", "1")));
        store().deliver(10, SHORT, END);
        pass(SHORT);
        ExecutionId sleeper = insert(sleeping());
        ExecutionId other = insert(sleeping(SLEEPER, "another key"));

        assertThat(deliver()).isEqualTo(Written.NOTHING);

        assertThat(row(sleeper).status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(row(other).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void aKeptWakeIsGoneEvenIfTheRuleLeavesTheRow() {
        wake(wake(KEY, "1"));
        ExecutionId sleeper = insert(sleeping());

        store().deliver(10, LONG, (row, wake) -> Optional.empty());

        assertThat(deliver()).isEqualTo(Written.NOTHING);
        assertThat(row(sleeper).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void wakesStayIfTheirRuleThrows() {
        wake(wake(KEY, "\"kept\""));
        ExecutionId sleeper = insert(sleeping());
        ExecutionId other = insert(sleeping(SLEEPER, "another key"));
        store().submit(wakes(wake("another key", "\"requested\"")));
        IllegalStateException thrown = new IllegalStateException("broken rule");
        WakeRule broken = (row, wake) -> {
            throw thrown;
        };

        assertThatThrownBy(() -> store().deliver(10, LONG, broken)).isSameAs(thrown);
        deliver();

        assertThat(row(sleeper).payloads().output()).isEqualTo("\"kept\"");
        assertThat(row(other).payloads().output()).isEqualTo("\"requested\"");
    }

    @Test
    void theLimitHoldsForRequestsAndSaysThatThereIsMore() {
        sleepers(5);
        IntStream.range(0, 5).forEach(i -> store().submit(wakes(wake("key " + i, "1"))));

        Written cut = store().deliver(3, LONG, END);
        Written rest = store().deliver(3, LONG, END);

        assertThat(cut.changed()).hasSize(3);
        assertThat(cut.more()).isTrue();
        assertThat(rest.changed()).hasSize(2);
        assertThat(rest.more()).isFalse();
    }

    @Test
    void theLimitHoldsForKeptWakesAndSaysThatThereIsMore() {
        IntStream.range(0, 5).forEach(i -> wake(wake("key " + i, "1")));
        sleepers(5);

        Written cut = store().deliver(3, LONG, END);
        Written rest = store().deliver(3, LONG, END);

        assertThat(cut.changed()).hasSize(3);
        assertThat(cut.more()).isTrue();
        assertThat(rest.changed()).hasSize(2);
        assertThat(rest.more()).isFalse();
    }

    @Test
    void keptWakesThatNobodySleepsForTakeNoPlaceInTheLimit() {
        IntStream.range(0, 5).forEach(i -> wake(wake("nobody's key " + i, "1")));
        wake(wake(KEY, "1"));
        ExecutionId sleeper = insert(sleeping());

        Written written = store().deliver(1, LONG, END);

        assertThat(ids(written.changed())).containsExactly(sleeper);
        assertThat(written.more()).isFalse();
    }

    @Test
    void deliveringNothingIsNoError() {
        assertThat(deliver()).isEqualTo(Written.NOTHING);
    }

    private void sleepers(int count) {
        store().insert(IntStream.range(0, count)
                .mapToObj(i -> sleeping(SLEEPER, "key " + i))
                .toList());
    }
}
