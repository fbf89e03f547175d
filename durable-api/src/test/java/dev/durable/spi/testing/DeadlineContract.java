package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.Written;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When executions end at the latest: set by insert or by the first claim, found by {@code advance}. */
abstract class DeadlineContract extends StoreContract {

    private static final Change TIME_OUT = Change.to(TaskStatus.TIMED_OUT);

    @Test
    void anExecutionEndsSoLongAfterItsInsert() {
        ExecutionId id = insert(root(TASK).withDeadline(LONG));

        assertThat(row(id).times().deadline())
                .isCloseTo(row(id).times().created().plus(LONG), within(1, ChronoUnit.SECONDS));
        assertThat(row(insert(root(TASK))).times().deadline()).isNull();
    }

    @Test
    void aDeadlineStaysWhateverHappens() {
        ExecutionId id = insert(root(TASK).withDeadline(LONG));
        StoredExecution before = row(id);

        writeBack(claim(TASK, 1).get(0), again().nextAttemptIn(Duration.ZERO));
        StoredExecution second = claim(TASK, 1).get(0);
        assertThat(second.times().deadline()).isEqualTo(before.times().deadline());
        writeBack(second, completed("1"));

        assertThat(row(id).times().deadline()).isEqualTo(before.times().deadline());
    }

    @Test
    void theFirstClaimSetsTheDeadlineOfItsTask() {
        ExecutionId id = insert(root(TASK));

        StoredExecution claimed = claimWithDeadline(LONG).get(0);

        assertThat(claimed.times().deadline())
                .isCloseTo(claimed.times().started().plus(LONG), within(1, ChronoUnit.SECONDS));
        assertThat(row(id)).isEqualTo(claimed);
    }

    @Test
    void whatAnExecutionIsGivenComesBeforeTheDeadlineOfItsTask() {
        insert(root(TASK, Duration.ZERO, EnqueueOptions.none().withDeadline(LONG)));

        StoredExecution claimed = claimWithDeadline(Duration.ofMinutes(1)).get(0);

        assertThat(claimed.times().deadline())
                .isCloseTo(claimed.times().started().plus(LONG), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void aFurtherClaimSetsNoDeadline() {
        StoredExecution first = running();
        writeBack(first, again());

        assertThat(claimWithDeadline(LONG).get(0).times().deadline()).isNull();
    }

    @Test
    void aClaimLeavesADeadlineThatIsSet() {
        ExecutionId id = insert(root(TASK).withDeadline(LONG));
        StoredExecution before = row(id);

        StoredExecution claimed = claimWithDeadline(Duration.ofMinutes(1)).get(0);

        assertThat(claimed.times().deadline()).isEqualTo(before.times().deadline());
    }

    @Test
    void aClaimSetsNoDeadlineOfAnotherTask() {
        insert(root("another"));

        StoredExecution claimed = store().claim(new ClaimQuery(
                        executor, SERVER, Map.of("another", TIMEOUT), Map.of(TASK, LONG), LEEWAY, 1, true, 2))
                .executions()
                .get(0);

        assertThat(claimed.times().deadline()).isNull();
    }

    @Test
    void whateverHasNotFinishedExpires() {
        ExecutionId sleeper = insert(root(SLEEPER).sleeping(KEY, SHORT));
        List<StoredExecution> attempts = expiring(3);
        writeBack(
                attempts.get(1),
                Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child(attempts.get(1), 0))));
        writeBack(
                attempts.get(2),
                Change.to(TaskStatus.WAITING_FOR_COMBINE).spawning(POLICY, List.of(combineStep(attempts.get(2)))));
        ExecutionId ready = insert(root(TASK, LONG, root(TASK).options()).withDeadline(SHORT));
        assertThat(found(new SweepCondition.PastDeadline())).doesNotContain(ready);
        pass(SHORT);

        assertThat(found(new SweepCondition.PastDeadline()))
                .containsExactlyInAnyOrder(
                        sleeper,
                        ready,
                        attempts.get(0).id(),
                        attempts.get(1).id(),
                        attempts.get(2).id());
    }

    @Test
    void whatHasFinishedOrHasTimeLeftDoesNotExpire() {
        List<StoredExecution> attempts = expiring(1);
        writeBack(attempts.get(0), completed("1"));
        insert(root(TASK).withDeadline(LONG));
        insert(root(TASK));
        insert(sleeping());
        pass(SHORT);

        assertThat(found(new SweepCondition.PastDeadline())).isEmpty();
    }

    @Test
    void whatRanOutOfTimeIsEndedAndItsKeyIsFree() {
        ExecutionId sleeper = insert(root(SLEEPER).sleeping(KEY, SHORT));
        pass(SHORT);

        Written written = store().sweep(new SweepCondition.PastDeadline(), 10, to(TIME_OUT));
        ExecutionId next = insert(sleeping());

        assertThat(ids(written.changed())).containsExactly(sleeper);
        assertThat(row(sleeper).status()).isEqualTo(TaskStatus.TIMED_OUT);
        assertThat(row(next).status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(found(new SweepCondition.PastDeadline())).isEmpty();
    }

    @Test
    void theBodyOfWhatRanOutOfTimeIsRefused() {
        StoredExecution attempt = expiring(1).get(0);
        pass(SHORT);

        store().sweep(new SweepCondition.PastDeadline(), 10, to(TIME_OUT));

        assertThat(store().writeBack(List.of(outcomeOf(attempt, completed("1"))), LEAVE)
                        .refused())
                .containsExactly(attempt.id());
    }

    @Test
    void theLimitHoldsAndSaysThatThereIsMore() {
        expiring(5);
        pass(SHORT);

        Written cut = store().sweep(new SweepCondition.PastDeadline(), 3, to(TIME_OUT));
        Written rest = store().sweep(new SweepCondition.PastDeadline(), 3, to(TIME_OUT));

        assertThat(cut.changed()).hasSize(3);
        assertThat(cut.more()).isTrue();
        assertThat(rest.changed()).hasSize(2);
        assertThat(rest.more()).isFalse();
    }

    private List<StoredExecution> expiring(int count) {
        List<NewExecution> executions = roots(count).stream()
                .map(execution -> execution.withDeadline(SHORT))
                .toList();
        store().insert(executions);
        List<StoredExecution> claimed = claim(TASK, count);
        assertThat(claimed).hasSize(count);
        return claimed;
    }

    private List<StoredExecution> claimWithDeadline(Duration deadline) {
        return store().claim(new ClaimQuery(
                        executor, SERVER, Map.of(TASK, TIMEOUT), Map.of(TASK, deadline), LEEWAY, 1, true, 2))
                .executions();
    }
}
