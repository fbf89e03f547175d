package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Claimed;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class ClaimContract extends StoreContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aClaimMakesAnExecutionRunningUnderTheNextToken() {
        NewExecution execution = root(TASK);
        insert(execution);

        List<StoredExecution> claimed = claim(TASK, 10);

        assertThat(ids(claimed)).containsExactly(execution.id());
        StoredExecution row = claimed.get(0);
        assertThat(row.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(row.claim().token()).isEqualTo(1);
        assertThat(row.claim().attempt()).isEqualTo(1);
        assertThat(row.claim().iteration()).isEqualTo(1);
        assertThat(row.claim().owner()).isEqualTo(executor);
        assertThat(row.claim().executor()).isEqualTo(SERVER);
        assertThat(row.payloads().input()).isEqualTo(execution.input());
        assertThat(row(execution.id())).isEqualTo(row);
    }

    @Test
    void aClaimStartsTheClockOfTheAttempt() {
        StoredExecution row = running();

        Instant started = row.times().started();
        assertThat(started).isAfterOrEqualTo(row.times().created());
        assertThat(row.times().claimExpires())
                .isCloseTo(started.plus(TIMEOUT).plus(LEEWAY), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void anExecutionsOwnTimeoutGoesBeforeItsTasks() {
        insert(root(TASK, Duration.ZERO, EnqueueOptions.none().withTimeout(LONG)));

        StoredExecution row = claim(TASK, 1).get(0);

        Instant started = row.times().started();
        assertThat(row.times().claimExpires())
                .isCloseTo(started.plus(LONG).plus(LEEWAY), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void theTokenGrowsWithEachClaim() {
        StoredExecution first = running();
        writeBack(first, again());

        StoredExecution second = claim(TASK, 1).get(0);

        assertThat(second.claim().token()).isEqualTo(first.claim().token() + 1);
    }

    @Test
    void onlyTheTasksAskedForAreClaimed() {
        ExecutionId wanted = insert(root("wanted"));
        ExecutionId alsoWanted = insert(root("alsoWanted"));
        ExecutionId other = insert(root("other"));

        List<StoredExecution> claimed =
                store().claim(query(executor, 10, "wanted", "alsoWanted")).executions();

        assertThat(ids(claimed)).containsExactlyInAnyOrder(wanted, alsoWanted);
        assertThat(row(other).status()).isEqualTo(TaskStatus.READY);
    }

    @Test
    void whoAsksForNoTaskGetsNothing() {
        insert(root(TASK));

        assertThat(store().claim(query(executor, 10))).isEqualTo(new Claimed(List.of(), Optional.empty()));
    }

    @Test
    void onlyWhatIsDueIsClaimed() {
        ExecutionId soon = insert(root(TASK, SHORT, EnqueueOptions.none()));
        insert(root(TASK, LONG, EnqueueOptions.none()));
        pass(SHORT);

        assertThat(ids(claim(TASK, 10))).containsExactly(soon);
    }

    @Test
    void theOldestDueComesFirst() {
        List<NewExecution> executions = IntStream.of(200, 0, 100, 50, 150)
                .mapToObj(millis -> root(TASK, Duration.ofMillis(millis), EnqueueOptions.none()))
                .toList();
        store().insert(executions);
        pass(Duration.ofMillis(200));
        List<ExecutionId> ids = newIds(executions);

        assertThat(ids(claim(TASK, 2))).containsExactly(ids.get(1), ids.get(3));
        assertThat(ids(claim(TASK, 10))).containsExactly(ids.get(2), ids.get(4), ids.get(0));
    }

    @Test
    void oneOfEachTaskComesBeforeTheBacklogOfAnother() {
        store().insert(IntStream.range(0, 20).mapToObj(i -> root("busy")).toList());
        pass(SHORT);
        ExecutionId lone = insert(root("lone"));
        ExecutionId alsoLone = insert(root("alsoLone"));

        List<StoredExecution> claimed =
                store().claim(query(executor, 5, "busy", "lone", "alsoLone")).executions();

        assertThat(ids(claimed)).hasSize(5).contains(lone, alsoLone);
    }

    @Test
    void afterOneOfEachTaskTheOldestDueComesNext() {
        List<NewExecution> executions = IntStream.range(0, 6)
                .mapToObj(i -> root(i % 2 == 0 ? "even" : "odd", Duration.ofMillis(20 * i), EnqueueOptions.none()))
                .toList();
        store().insert(executions);
        pass(Duration.ofMillis(200));

        List<ExecutionId> claimed =
                ids(store().claim(query(executor, 4, "even", "odd")).executions());

        assertThat(claimed).containsExactlyInAnyOrderElementsOf(newIds(executions.subList(0, 4)));
    }

    @Test
    void whatIsPastItsDeadlineIsNotClaimed() {
        ExecutionId past = insert(root(TASK).withDeadline(SHORT.dividedBy(2)));
        ExecutionId open = insert(root(TASK).withDeadline(LONG));
        pass(SHORT);

        assertThat(ids(claim(TASK, 10))).containsExactly(open);
        assertThat(found(new SweepCondition.PastDeadline())).containsExactly(past);
    }

    @Test
    void aClaimTakesNoMoreThanItsLimit() {
        store().insert(roots(7));

        assertThat(claim(TASK, 5)).hasSize(5);
        assertThat(claim(TASK, 5)).hasSize(2);
        assertThat(claim(TASK, 5)).isEmpty();
    }

    @Test
    void whatIsNotReadyIsNotClaimed() {
        List<StoredExecution> rows = running(3);
        writeBack(rows.get(0), completed("1"));
        writeBack(rows.get(1), Change.toSleep("key", LONG));

        assertThat(claim(TASK, 10)).isEmpty();
    }

    @Test
    void aClaimAnswersWhenTheNextExecutionIsDue() {
        insert(root(TASK, LONG, EnqueueOptions.none()));
        insert(root(TASK, LONG.multipliedBy(2), EnqueueOptions.none()));
        insert(root("other", MINUTE, EnqueueOptions.none()));
        ExecutionId due = insert(root(TASK));

        Claimed claimed = store().claim(query(executor, 10, TASK));

        assertThat(ids(claimed.executions())).containsExactly(due);
        assertThat(claimed.nextDue())
                .hasValueSatisfying(next -> assertThat(next).isBetween(LONG.minus(MINUTE), LONG));
    }

    @Test
    void aClaimThatReachesItsLimitDoesNotAnswerWhenTheNextIsDue() {
        insert(root(TASK, LONG, EnqueueOptions.none()));
        insert(root(TASK));

        assertThat(store().claim(query(executor, 1, TASK)).nextDue()).isEmpty();
    }

    @Test
    void withNothingLeftNoNextDueIsAnswered() {
        insert(root(TASK));

        assertThat(store().claim(query(executor, 10, TASK)).nextDue()).isEmpty();
    }

    @Test
    void ofSuspectsOneIsClaimedAtATime() {
        List<ExecutionId> suspects = crashed(3, 2);
        List<NewExecution> others = roots(2);
        store().insert(others);

        List<ExecutionId> claimed = ids(claim(TASK, 10));

        assertThat(claimed).hasSize(3).containsAll(newIds(others));
        assertThat(claimed.stream().filter(suspects::contains)).hasSize(1);
    }

    @Test
    void noSuspectIsClaimedWhereNoneIsWantedAndNoneIsAwaited() {
        crashed(1, 2);
        ExecutionId other = insert(root(TASK));

        Claimed claimed =
                store().claim(new ClaimQuery(executor, SERVER, Map.of(TASK, TIMEOUT), Map.of(), LEEWAY, 10, false, 2));

        assertThat(ids(claimed.executions())).containsExactly(other);
        // A due suspect must not look like work to come: the executor would ask again at once, indefinitely.
        assertThat(claimed.nextDue()).isEmpty();
    }

    @Test
    void fewerCrashesMakeNoSuspect() {
        List<ExecutionId> rows = crashed(3, 1);

        Claimed claimed =
                store().claim(new ClaimQuery(executor, SERVER, Map.of(TASK, TIMEOUT), Map.of(), LEEWAY, 10, false, 2));

        assertThat(ids(claimed.executions())).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void suspectsThatAreLeftOutTakeNoPlaceInTheLimit() {
        crashed(5, 2);
        ExecutionId other = insert(root(TASK));

        Claimed claimed =
                store().claim(new ClaimQuery(executor, SERVER, Map.of(TASK, TIMEOUT), Map.of(), LEEWAY, 2, false, 2));

        assertThat(ids(claimed.executions())).containsExactly(other);
    }

    /** Executions whose executors died so many times with the body running. */
    private List<ExecutionId> crashed(int count, int times) {
        List<NewExecution> executions = roots(count);
        store().insert(executions);
        for (int i = 0; i < times; i++) {
            ExecutorId dying = newExecutor();
            // Suspects only from a hundred crashes on, so that all of them are claimed at once here.
            store().claim(new ClaimQuery(dying, SERVER, Map.of(TASK, TIMEOUT), Map.of(), LEEWAY, count, true, 100));
            store().sweep(new SweepCondition.ClaimedBy(dying), count, to(again().countingCrash()));
        }
        return newIds(executions);
    }
}
