package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.Written;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Children that are to sleep under a key which is in use: they fail, and the parent that spawned them does not. */
abstract class KeyInUseContract extends StoreContract {

    @Test
    void aSleepingChildWhoseKeyIsInUseIsStoredAsFailed() {
        ExecutionId sleeper = insert(sleeping());
        StoredExecution parent = running();
        NewExecution refused = sleepingChild(parent, 0, KEY);
        NewExecution free = sleepingChild(parent, 1, "another key");

        Written written = store().writeBack(
                        List.of(outcomeOf(
                                parent,
                                Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(refused, free)))),
                        LEAVE);

        StoredExecution failed = row(refused.id());
        assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed.isNotified()).isFalse();
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.KEY_IN_USE);
        assertThat(failed.error().message()).contains(SLEEPER, KEY);
        assertThat(failed.payloads().input()).isEqualTo(refused.input());
        assertThat(failed.times().finished()).isNotNull();
        assertThat(row(free.id()).status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(row(sleeper).status()).isEqualTo(TaskStatus.SLEEPING);
        assertThat(row(parent.id()).family()).isEqualTo(new Family(2, 2, 0, POLICY));
        assertThat(written.inserted())
                .extracting(StoredExecution::id, StoredExecution::status)
                .containsExactlyInAnyOrder(
                        tuple(refused.id(), TaskStatus.FAILED), tuple(free.id(), TaskStatus.SLEEPING));
    }

    @Test
    void aChildThatFailedForItsKeyTellsItsParentWhenItIsClosed() {
        insert(sleeping());
        StoredExecution parent = running();
        NewExecution refused = sleepingChild(parent, 0, KEY);
        writeBack(parent, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(refused)));
        RecordingFamilyRule family = new RecordingFamilyRule(LEAVE);

        store().close(10, family);

        assertThat(family.calls()).singleElement().satisfies(call -> {
            assertThat(ids(call.ended())).containsExactly(refused.id());
            assertThat(call.parent().family().failed()).isEqualTo(1);
        });
    }

    @Test
    void ofSleepingChildrenWithOneKeyOneSleeps() {
        List<StoredExecution> parents = running(2);
        List<NewExecution> children = List.of(
                sleepingChild(parents.get(0), 0, KEY),
                sleepingChild(parents.get(0), 1, KEY),
                sleepingChild(parents.get(1), 0, KEY));

        store().writeBack(
                        List.of(
                                outcomeOf(
                                        parents.get(0),
                                        Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                                                .spawning(POLICY, children.subList(0, 2))),
                                outcomeOf(
                                        parents.get(1),
                                        Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                                                .spawning(POLICY, children.subList(2, 3)))),
                        LEAVE);

        assertThat(children.stream().map(child -> row(child.id()).status()))
                .containsExactlyInAnyOrder(TaskStatus.SLEEPING, TaskStatus.FAILED, TaskStatus.FAILED);
    }

    @Test
    void whateverVerbBringsItAChildWhoseKeyIsInUseIsStoredAsFailed() {
        insert(sleeping());
        List<StoredExecution> attempts = running(3);
        List<NewExecution> children =
                attempts.stream().map(parent -> sleepingChild(parent, 0, KEY)).toList();

        store().update(attempts.get(0).id(), to(spawning(children.get(0))));
        store().sweep(
                        new SweepCondition.ClaimedBy(executor),
                        10,
                        row -> row.id().equals(attempts.get(1).id())
                                ? Optional.of(spawning(children.get(1)))
                                : Optional.empty());
        StoredExecution step = runningFirstStep(attempts.get(2));
        cancel(step.id());
        NewExecution next = sleepingChild(attempts.get(2), 1, KEY);
        FamilyRule nextStep =
                (parent, ended) -> parent.id().equals(attempts.get(2).id())
                        ? Optional.of(Change.to(TaskStatus.WAITING_FOR_CHILDREN).inserting(List.of(next)))
                        : Optional.empty();
        store().close(10, nextStep);

        assertThat(List.of(children.get(0), children.get(1), next))
                .allSatisfy(child -> assertThat(row(child.id()).status()).isEqualTo(TaskStatus.FAILED));
    }

    private static Change spawning(NewExecution child) {
        return Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child));
    }
}
