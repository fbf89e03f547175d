package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Wake;
import dev.durable.spi.WakeRule;
import dev.durable.spi.Woken;
import dev.durable.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Wakes that are applied at once. */
abstract class WakeContract extends StoreContract {

    @Test
    void whatSleepsUnderTheKeyIsWokenUp() {
        ExecutionId sleeper = insert(sleeping());
        ExecutionId other = insert(sleeping(SLEEPER, "another key"));

        Woken woken = wake(wake(KEY, "\"paid\""));

        assertThat(woken.kept()).isFalse();
        assertThat(woken.found()).hasValueSatisfying(found -> {
            assertThat(found.id()).isEqualTo(sleeper);
            assertThat(found.status()).isEqualTo(TaskStatus.SLEEPING);
        });
        assertThat(ids(woken.written().changed())).containsExactly(sleeper);
        StoredExecution row = row(sleeper);
        assertThat(row.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(row.isNotified()).isTrue();
        assertThat(row.payloads().input()).isNotNull();
        assertThat(row.payloads().output()).isEqualTo("\"paid\"");
        assertThat(row.times().finished()).isNotNull();
        assertThat(row.wakeKey()).isEqualTo(KEY);
        assertThat(row(other).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void aWakeMayBringAFailure() {
        ExecutionId sleeper = insert(sleeping());
        TaskError failure = TaskError.of(ErrorKind.REPORTED, "The card was declined");

        wake(new Wake(SLEEPER, KEY, null, null, failure, false));

        assertThat(row(sleeper).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(row(sleeper).error()).isEqualTo(failure);
    }

    @Test
    void theRuleSeesTheLockedRowAndTheWake() {
        ExecutionId sleeper = insert(sleeping());
        Wake wake = wake(KEY, "1");
        List<StoredExecution> seen = new ArrayList<>();

        store().wake(wake, LONG, (row, call) -> {
            assertThat(call).isEqualTo(wake);
            seen.add(row);
            return Optional.empty();
        });

        assertThat(seen).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo(sleeper);
            assertThat(row.status()).isEqualTo(TaskStatus.SLEEPING);
            assertThat(row.times()).isEqualTo(row(sleeper).times());
        });
    }

    @Test
    void aRowThatTheRuleLeavesStaysAndTheWakeIsNotKept() {
        ExecutionId sleeper = insert(sleeping());
        StoredExecution before = row(sleeper);

        Woken woken = store().wake(wake(KEY, "1"), LONG, (row, wake) -> Optional.empty());

        assertThat(woken.found()).isPresent();
        assertThat(woken.kept()).isFalse();
        assertThat(row(sleeper)).isEqualTo(before);
        assertThat(deliver()).isEqualTo(Written.NOTHING);
    }

    @Test
    void anExecutionIsWokenUpByItsId() {
        insert(sleeping(SLEEPER, "another key"));
        ExecutionId sleeper = insert(sleeping());

        Woken woken = wake(wake(sleeper, "1"));

        assertThat(woken.found().map(StoredExecution::id)).contains(sleeper);
        assertThat(row(sleeper).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aWakeForAnIdThatIsNotThereDoesNothingAndIsNotKept() {
        NewExecution later = sleeping();

        Woken woken = wake(wake(later.id(), "1"));
        insert(later);
        deliver();

        assertThat(woken).isEqualTo(new Woken(Written.NOTHING, Optional.empty(), false));
        assertThat(row(later.id()).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void anExecutionThatIsNamedNeedNotSleep() {
        ExecutionId ready = insert(root(SLEEPER));
        ExecutionId finished = insert(root(SLEEPER));
        cancel(finished);

        assertThat(wake(wake(ready, "1")).found())
                .hasValueSatisfying(row -> assertThat(row.status()).isEqualTo(TaskStatus.READY));
        assertThat(wake(wake(finished, "1")).found())
                .hasValueSatisfying(row -> assertThat(row.status()).isEqualTo(TaskStatus.CANCELLED));
        assertThat(row(ready).status()).isEqualTo(TaskStatus.READY);
    }

    @Test
    void aWakeThatNobodySleepsForIsKept() {
        insert(sleeping("another sleeper", KEY));

        Woken woken = wake(wake(KEY, "1"));

        assertThat(woken).isEqualTo(new Woken(Written.NOTHING, Optional.empty(), true));
    }

    @Test
    void aWakeThatComesTooLateFindsTheLatestExecutionAndIsNotKept() {
        insert(sleeping());
        wake(wake(KEY, "\"first\""));
        pass(SHORT);
        ExecutionId second = insert(sleeping());
        cancel(second);

        Woken woken = wake(wake(KEY, "\"late\""));
        ExecutionId third = insert(sleeping());
        deliver();

        assertThat(woken.found()).hasValueSatisfying(found -> {
            assertThat(found.id()).isEqualTo(second);
            assertThat(found.status()).isEqualTo(TaskStatus.CANCELLED);
        });
        assertThat(woken.kept()).isFalse();
        assertThat(woken.written().changed()).isEmpty();
        assertThat(row(third).status()).isEqualTo(TaskStatus.SLEEPING);
    }

    @Test
    void whatNeverSleptSinceItsKeyWasInUseIsNotTheLatest() {
        ExecutionId sleeper = insert(sleeping());
        StoredExecution parent = running();
        NewExecution refused = sleepingChild(parent, 0, KEY);
        writeBack(parent, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(refused)));
        pass(SHORT);
        assertThat(wake(wake(KEY, "1")).found().map(StoredExecution::id)).contains(sleeper);

        assertThat(wake(wake(KEY, "2")).found().map(StoredExecution::id)).contains(sleeper);
        assertThat(store().views().sleeper(SLEEPER, KEY).map(StoredExecution::id))
                .contains(sleeper);
    }

    @Test
    void aWakeForTheNextIsForTheExecutionThatSleepsNow() {
        ExecutionId sleeper = insert(sleeping());

        Woken woken = wake(wakeForNext(KEY, "1"));

        assertThat(woken.kept()).isFalse();
        assertThat(woken.found().map(StoredExecution::id)).contains(sleeper);
        assertThat(row(sleeper).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aWakeForTheNextIsKeptWhereTheLatestHasFinished() {
        cancel(insert(sleeping()));

        Woken woken = wake(wakeForNext(KEY, "\"next\""));
        ExecutionId next = insert(sleeping());
        deliver();

        assertThat(woken).isEqualTo(new Woken(Written.NOTHING, Optional.empty(), true));
        assertThat(row(next).payloads().output()).isEqualTo("\"next\"");
    }

    @Test
    void aKeptWakeEndsWithTheExecutionThatAnotherWakeHasEnded() {
        wake(wake(KEY, "\"kept\""));
        wake(wakeForNext(KEY, "\"next\""));
        wake(wake("another key", "\"other\""));
        ExecutionId first = insert(sleeping());
        wake(wake(first, "\"now\""));

        ExecutionId second = insert(sleeping());
        ExecutionId other = insert(sleeping(SLEEPER, "another key"));
        deliver();

        assertThat(row(first).payloads().output()).isEqualTo("\"now\"");
        assertThat(row(second).payloads().output()).isEqualTo("\"next\"");
        assertThat(row(other).payloads().output()).isEqualTo("\"other\"");
    }

    @Test
    void aKeptWakeOutlivesAWakeThatEndsNothing() {
        wake(wake(KEY, "\"kept\""));
        ExecutionId sleeper = insert(sleeping());
        store().wake(wake(KEY, "1"), LONG, (row, wake) -> Optional.empty());

        deliver();

        assertThat(row(sleeper).payloads().output()).isEqualTo("\"kept\"");
    }

    @Test
    void aChildStaysOpenUntilCloseTellsItsParent() {
        StoredExecution parent = running();
        NewExecution child = sleepingChild(parent, 0, KEY);
        writeBack(parent, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child)));
        StoredExecution before = row(parent.id());

        Woken woken = wake(wake(KEY, "1"));

        assertThat(ids(woken.written().changed())).containsExactly(child.id());
        assertThat(row(child.id()).isNotified()).isFalse();
        assertThat(row(parent.id())).isEqualTo(before);

        store().close(10, LEAVE);

        assertThat(row(child.id()).isNotified()).isTrue();
        assertThat(row(parent.id())).isEqualTo(before.notifiedBy(1, 1));
    }

    @Test
    void aRowThatHasAParentIsNotClosedWithoutTellingIt() {
        StoredExecution parent = running();
        NewExecution child = sleepingChild(parent, 0, KEY);
        writeBack(parent, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child)));
        StoredExecution before = row(child.id());

        assertThatThrownBy(() -> store().wake(wake(KEY, "1"), LONG, (row, wake) -> Optional.of(completed("1"))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(row(child.id())).isEqualTo(before);
    }

    @Test
    void whatTheRuleThrowsPassesThroughAndLeavesNoTrace() {
        ExecutionId sleeper = insert(sleeping());
        StoredExecution before = row(sleeper);
        IllegalStateException thrown = new IllegalStateException("broken rule");
        WakeRule broken = (row, wake) -> {
            throw thrown;
        };

        assertThatThrownBy(() -> store().wake(wake(KEY, "1"), LONG, broken)).isSameAs(thrown);

        assertThat(row(sleeper)).isEqualTo(before);
        assertThat(deliver()).isEqualTo(Written.NOTHING);
    }

    @Test
    void aSleeperIsNotClaimed() {
        insert(sleeping());

        assertThat(claim(SLEEPER, 10)).isEmpty();
        assertThat(store().claim(query(executor, 10, SLEEPER)).nextDue()).isEmpty();
        assertThat(store().views().figures().ready()).isZero();
    }

    @Test
    void aKeyMayBeAsLongAsItsLimitAndOfAnyCharacters() {
        String longest = "\u00e4\u6f22'\"%_ " + "k".repeat(248);
        ExecutionId sleeper = insert(sleeping(SLEEPER, longest));
        insert(sleeping(SLEEPER, longest.toUpperCase(Locale.ROOT)));

        assertThat(wake(wake(longest, "1")).found().map(StoredExecution::id)).contains(sleeper);
        assertThat(row(sleeper).wakeKey()).isEqualTo(longest);
    }
}
