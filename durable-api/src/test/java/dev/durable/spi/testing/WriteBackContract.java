package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.StoreException;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

abstract class WriteBackContract extends StoreContract {

    @Test
    void anOutcomeIsStored() {
        StoredExecution attempt = running();

        Written written = store().writeBack(List.of(outcomeOf(attempt, completed("\"out\""))), LEAVE);

        StoredExecution row = row(attempt.id());
        assertThat(row.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(row.isNotified()).isTrue();
        assertThat(row.payloads().input()).isEqualTo(attempt.payloads().input());
        assertThat(row.payloads().output()).isEqualTo("\"out\"");
        assertThat(row.claim().owner()).isNull();
        assertThat(row.times().started()).isEqualTo(attempt.times().started());
        assertThat(row.times().claimExpires()).isNull();
        assertThat(row.times().finished()).isAfterOrEqualTo(attempt.times().started());
        assertThat(ids(written.changed())).containsExactly(attempt.id());
        assertThat(written.changed().get(0).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(written.inserted()).isEmpty();
        assertThat(written.refused()).isEmpty();
        assertThat(written.more()).isFalse();
    }

    @Test
    void theRuleSeesTheRowAsItIsStored() {
        StoredExecution attempt = running();
        List<StoredExecution> seen = new ArrayList<>();

        store().writeBack(
                        List.of(outcomeOf(attempt, row -> {
                            seen.add(row);
                            return Optional.empty();
                        })),
                        LEAVE);

        assertThat(seen).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo(attempt.id());
            assertThat(row.status()).isEqualTo(TaskStatus.RUNNING);
            assertThat(row.claim()).isEqualTo(attempt.claim());
            assertThat(row.lineage()).isEqualTo(attempt.lineage());
            assertThat(row.times()).isEqualTo(attempt.times());
        });
    }

    @Test
    void aRuleThatDecidesNothingLeavesTheRowAsItIs() {
        StoredExecution attempt = running();

        Written written = store().writeBack(List.of(outcomeOf(attempt, row -> Optional.empty())), LEAVE);

        assertThat(row(attempt.id())).isEqualTo(attempt);
        assertThat(written.refused()).isEmpty();
    }

    @Test
    void aFailedAttemptIsFollowedByTheNextAfterItsDelay() {
        StoredExecution attempt = running();
        TaskError error = TaskError.of(ErrorKind.EXCEPTION, "The mail server is away");

        writeBack(attempt, again().because(error).nextAttemptIn(LONG));

        StoredExecution row = row(attempt.id());
        assertThat(row.status()).isEqualTo(TaskStatus.READY);
        assertThat(row.claim().attempt()).isEqualTo(2);
        assertThat(row.claim().crashes()).isZero();
        assertThat(row.claim().token()).isEqualTo(attempt.claim().token());
        assertThat(row.claim().owner()).isNull();
        assertThat(row.error()).isEqualTo(error);
        assertThat(row.times().claimExpires()).isNull();
        assertThat(row.times().due()).isCloseTo(attempt.times().started().plus(LONG), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void theErrorOfAnEarlierAttemptIsGoneOnceItCompletes() {
        writeBack(running(), again().because(TaskError.of(ErrorKind.EXCEPTION, "away")));
        StoredExecution second = claim(TASK, 1).get(0);
        assertThat(second.error()).isNotNull();

        writeBack(second, completed("1"));

        assertThat(row(second.id()).error()).isNull();
    }

    @Test
    void aSupersededAttemptIsRefusedAndLeavesNoTrace() {
        StoredExecution late = running();
        store().sweep(new SweepCondition.ClaimedBy(executor), 1, to(again()));
        StoredExecution current = claim(TASK, 1).get(0);
        NewExecution child = child(late, 0);

        Written written = store().writeBack(
                        List.of(outcomeOf(
                                late, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child)))),
                        LEAVE);

        assertThat(written.refused()).containsExactly(late.id());
        assertThat(written.changed()).isEmpty();
        assertThat(written.inserted()).isEmpty();
        assertThat(row(late.id())).isEqualTo(current);
        assertThat(store().views().find(child.id())).isEmpty();
    }

    @Test
    void anAttemptThatWasReturnedIsRefusedEvenBeforeTheNextClaim() {
        StoredExecution late = running();
        store().sweep(new SweepCondition.ClaimedBy(executor), 1, to(again()));
        StoredExecution before = row(late.id());

        Written written = store().writeBack(List.of(outcomeOf(late, completed("1"))), LEAVE);

        assertThat(written.refused()).containsExactly(late.id());
        assertThat(row(late.id())).isEqualTo(before);
    }

    @Test
    void whatHasFinishedNeverChanges() {
        StoredExecution attempt = running();
        writeBack(attempt, completed("1"));
        StoredExecution before = row(attempt.id());

        Written written = store().writeBack(
                        List.of(outcomeOf(attempt, Change.to(TaskStatus.FAILED).notified(true))), LEAVE);

        assertThat(written.refused()).containsExactly(attempt.id());
        assertThat(row(attempt.id())).isEqualTo(before);
    }

    @Test
    void anUnknownExecutionIsRefused() {
        ExecutionId unknown = newId();

        Written written = store().writeBack(List.of(new WriteBack(unknown, 1, null, to(completed("1")))), LEAVE);

        assertThat(written.refused()).containsExactly(unknown);
    }

    @Test
    void oneRefusedAmongManyDoesNotHoldTheOthersBack() {
        List<StoredExecution> attempts = running(20);
        ExecutionId superseded = attempts.get(7).id();
        store().update(superseded, to(again()));

        Written written = store().writeBack(
                        attempts.stream()
                                .map(attempt -> outcomeOf(attempt, completed("1")))
                                .toList(),
                        LEAVE);

        assertThat(written.refused()).containsExactly(superseded);
        assertThat(ids(written.changed())).hasSize(19).doesNotContain(superseded);
        assertThat(row(superseded).status()).isEqualTo(TaskStatus.READY);
        assertThat(attempts)
                .filteredOn(attempt -> !attempt.id().equals(superseded))
                .allSatisfy(attempt -> assertThat(row(attempt.id()).status()).isEqualTo(TaskStatus.COMPLETED));
    }

    @Test
    void childrenAreStoredWithTheirParent() {
        StoredExecution parent = running();
        List<NewExecution> children = List.of(child(parent, 0), child(parent, 1), child(parent, 2));

        Written written = store().writeBack(
                        List.of(outcomeOf(
                                parent,
                                Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                                        .withIntermediate("\"run\"")
                                        .spawning(POLICY, children))),
                        LEAVE);

        StoredExecution row = row(parent.id());
        assertThat(row.status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
        assertThat(row.family()).isEqualTo(new Family(3, 3, 0, POLICY));
        assertThat(row.payloads().intermediate()).isEqualTo("\"run\"");
        assertThat(ids(written.inserted())).containsExactlyInAnyOrderElementsOf(newIds(children));
        assertThat(ids(written.changed())).containsExactly(parent.id());
        assertThat(store().views().children(parent.id())).allSatisfy(child -> {
            assertThat(child.status()).isEqualTo(TaskStatus.READY);
            assertThat(child.lineage().rootId()).isEqualTo(parent.id());
            assertThat(child.lineage().depth()).isEqualTo(1);
        });
        assertThat(claim(CHILD, 10)).hasSize(3);
    }

    @Test
    void neitherParentNorChildrenAreStoredIfOneChildIsRefused() {
        List<StoredExecution> attempts = running(2);
        StoredExecution parent = attempts.get(1);
        NewExecution child = child(parent, 0);
        NewExecution duplicate = new NewExecution(
                attempts.get(0).id(),
                CHILD,
                parent.lineage().child(parent.id(), 1),
                child.delay(),
                child.options(),
                "1");
        Change change = Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child, duplicate));

        assertThatThrownBy(() -> store().writeBack(List.of(outcomeOf(parent, change)), LEAVE))
                .isInstanceOf(StoreException.class);

        assertThat(row(parent.id())).isEqualTo(parent);
        assertThat(store().views().find(child.id())).isEmpty();
    }

    @Test
    void whatARuleThrowsPassesThroughAndUndoesTheWholeBatch() {
        List<StoredExecution> attempts = running(3);
        NewExecution child = child(attempts.get(0), 0);
        IllegalStateException thrown = new IllegalStateException("broken rule");
        RowRule broken = row -> {
            throw thrown;
        };
        List<WriteBack> writeBacks = List.of(
                outcomeOf(
                        attempts.get(0),
                        Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(child))),
                outcomeOf(attempts.get(1), broken),
                outcomeOf(attempts.get(2), completed("1")));

        assertThatThrownBy(() -> store().writeBack(writeBacks, LEAVE)).isSameAs(thrown);

        assertThat(attempts).allSatisfy(attempt -> assertThat(row(attempt.id())).isEqualTo(attempt));
        assertThat(store().views().find(child.id())).isEmpty();
    }

    @Test
    void finishingNothingIsNoError() {
        assertThat(store().writeBack(List.of(), LEAVE)).isEqualTo(Written.NOTHING);
    }
}
