package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.engine.Journal;
import dev.durable.engine.journal.Message;
import dev.durable.engine.signal.Signals;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What this server holds: how long, how much room that leaves, and who is settled by whom. */
class HeldAttemptsTest {

    private final Journal journal = new Journal();
    private final Signals signals = new Signals();
    private final HeldAttempts held = new HeldAttempts(2, 3, signals);
    /** The room that is left whenever a signal says that there is some. */
    private final List<Integer> room = new ArrayList<>();

    HeldAttemptsTest() {
        signals.on(Signals.Kind.ROOM, () -> room.add(held.room()));
    }

    @AfterEach
    void end() {
        journal.close();
    }

    private Attempt waiting(long claimedNanos) {
        Attempt attempt = TestAttempts.of("task", claimedNanos);
        held.addWaiting(List.of(attempt));
        return attempt;
    }

    private Attempt waiting() {
        return waiting(0);
    }

    private Attempt running() {
        Attempt attempt = waiting();
        Attempt next = held.queue().next();
        assertThat(next).isSameAs(attempt);
        attempt.begin();
        return attempt;
    }

    @Test
    void anAttemptIsHeldBeforeASlotCanTakeIt() {
        List<Integer> heldBefore = new ArrayList<>();
        Attempt attempt = TestAttempts.of("task");
        held.addWaiting(new AbstractList<>() {
            @Override
            public Attempt get(int index) {
                return attempt;
            }

            @Override
            public int size() {
                return 1;
            }

            @Override
            public Iterator<Attempt> iterator() {
                heldBefore.add(held.held());
                return super.iterator();
            }
        });
        assertThat(heldBefore).containsExactly(0, 1);
        assertThat(held.queue().next()).isSameAs(attempt);
    }

    @Test
    void whatIsHeldWithoutWaitingTakesRoomAndNoSlot() {
        held.add(List.of(TestAttempts.of("task")));
        assertThat(held.room()).isEqualTo(4);
        assertThat(held.capacity()).isEqualTo(5);
        assertThat(held.queue().takeSlot()).isFalse();
    }

    @Test
    void anAttemptIsHeldUntilItsBodyHasLeftAndItsOutcomeIsWritten() {
        Attempt leavesFirst = running();
        held.bodyLeft(leavesFirst);
        assertThat(held.held()).isEqualTo(1);
        assertThat(room).isEmpty();
        held.accountFor(leavesFirst);
        assertThat(held.held()).isZero();
        assertThat(room).containsExactly(5);

        Attempt writtenFirst = running();
        held.accountFor(writtenFirst);
        assertThat(held.held()).isEqualTo(1);
        held.bodyLeft(writtenFirst);
        assertThat(held.held()).isZero();
        assertThat(room).containsExactly(5, 5);
    }

    @Test
    void whatIsDoneWithWhileItWaitsTakesNoSlot() {
        held.accountFor(waiting());
        assertThat(held.queue().takeSlot()).isFalse();
        assertThat(held.queue().next()).isNull();
        assertThat(room).containsExactly(5);
    }

    @Test
    void onlyWhatHasNotBegunIsReturned() {
        running();
        Attempt one = waiting();
        Attempt other = waiting();
        assertThat(held.settleWaiting(attempt -> attempt != other)).containsExactly(one);
        assertThat(held.settleWaiting(attempt -> true)).containsExactly(other);
        assertThat(held.settleWaiting(attempt -> true)).isEmpty();
        assertThat(held.undecided()).hasSize(1);
    }

    @Test
    void whatHasWaitedInVainLeavesRoomForSlotsOnlyUntilABodyLeaves() {
        Attempt body = running();
        Attempt early = waiting(10);
        waiting(20);
        assertThat(held.settleStalled(20)).containsExactly(early);
        held.accountFor(early);
        assertThat(held.room()).isZero();
        held.bodyLeft(body);
        assertThat(held.room()).isEqualTo(3);
    }

    @Test
    void whatHasNotWaitedInVainLeavesTheRoomAsItIs() {
        waiting(20);
        assertThat(held.settleStalled(20)).isEmpty();
        assertThat(held.room()).isEqualTo(4);
    }

    @Test
    void whatWaitedIsComparedByDifferenceSinceNanoTimeOverflows() {
        Attempt early = waiting(Long.MAX_VALUE);
        assertThat(held.settleStalled(Long.MIN_VALUE)).containsExactly(early);
    }

    @Test
    void aSettledBodyIsInterruptedOnceAndStaysUntilItsOutcomeIsWritten() {
        Attempt body = running();
        assertThat(held.settle(List.of(body), "test")).containsExactly(body);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(held.settle(List.of(body), "test")).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(held.unaccounted()).isTrue();
        assertThat(journal.count(Message.BODY_INTERRUPTED)).isEqualTo(1);
    }

    @Test
    void allAreSettledBeforeAnyIsWritten() {
        Attempt body = running();
        Attempt waits = waiting();
        assertThat(held.settle(List.of(body, waits), "test")).containsExactly(body, waits);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(waits.begin()).isFalse();
        assertThat(journal.count(Message.BODY_INTERRUPTED)).isEqualTo(1);
    }

    @Test
    void whatIsAbandonedWritesNothingAndItsBodyKeepsItsRoom() {
        Attempt body = running();
        Attempt waits = waiting();
        Attempt spared = waiting();
        assertThat(held.abandon(attempt -> attempt != spared, "test")).isEqualTo(2);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(held.abandon(attempt -> attempt != spared, "test")).isZero();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(body.settleByBody()).isFalse();
        assertThat(waits.begin()).isFalse();
        assertThat(held.held()).isEqualTo(2);
        assertThat(held.queue().next()).isSameAs(spared);
        assertThat(held.queue().next()).isNull();
        held.bodyLeft(body);
        assertThat(held.held()).isEqualTo(1);
    }

    @Test
    void aBodyThatIsAboutToCommitIsNotAbandoned() {
        Attempt body = running();
        body.settleForCommit();
        assertThat(held.abandon(attempt -> true, "test")).isZero();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(held.unaccounted()).isTrue();
    }

    @Test
    void aClaimIsHeldHereUntilItIsDoneWithBeItDecidedOrNot() {
        Attempt attempt = running();
        attempt.settle();
        assertThat(held.holds(attempt.id(), attempt.token())).isTrue();
        assertThat(held.holds(attempt.id(), attempt.token() + 1)).isFalse();
        assertThat(held.holds(new ExecutionId(UUID.randomUUID()), attempt.token()))
                .isFalse();
        held.bodyLeft(attempt);
        held.accountFor(attempt);
        assertThat(held.holds(attempt.id(), attempt.token())).isFalse();
    }

    @Test
    void slotsAreUsedByBodiesAndLostToThoseThatOutstay() {
        Attempt body = running();
        waiting();
        assertThat(held.used()).isEqualTo(1);
        assertThat(held.lost()).isZero();
        body.settle();
        assertThat(held.lost()).isEqualTo(1);
        held.accountFor(body);
        assertThat(held.used()).isEqualTo(1);
        held.reportOutstaying();
        assertThat(journal.count(Message.SLOT_LOST)).isZero();
        held.reportOutstaying();
        held.reportOutstaying();
        assertThat(journal.count(Message.SLOT_LOST)).isEqualTo(1);
    }

    @Test
    void aSuspectIsOneThatHasCrashedSoOften() {
        assertThat(held.holdsSuspect(0)).isFalse();
        waiting();
        assertThat(held.holdsSuspect(0)).isTrue();
        assertThat(held.holdsSuspect(1)).isFalse();
    }
}
