package dev.durable.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.engine.Journal;
import dev.durable.engine.journal.Message;
import dev.durable.engine.signal.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The keeper by itself: what the server and the spare threads are asked for. */
class LoopSupervisorTest {

    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(7);

    private final List<Duration> server = new ArrayList<>();
    private final List<Duration> spare = new ArrayList<>();
    private final List<Signals.Kind> raised = new ArrayList<>();
    private final Journal journal = new Journal();
    private final Signals signals = new Signals();
    private final LoopSupervisor keeper = new LoopSupervisor(this::serve, on(spare), signals, "test", GRACE);
    private boolean refusing;
    private boolean refusingLater;
    private long now;

    LoopSupervisorTest() {
        for (Signals.Kind kind : Signals.Kind.values()) {
            signals.on(kind, () -> raised.add(kind));
        }
    }

    @AfterEach
    void end() {
        journal.close();
    }

    private static Scheduler on(List<Duration> asked) {
        return (turn, delay) -> {
            asked.add(delay);
            return () -> asked.remove(delay);
        };
    }

    private Runnable serve(Runnable turn, Duration delay) {
        if (refusing || refusingLater && !delay.isZero()) {
            throw new RejectedExecutionException("suspended");
        }
        return on(server).schedule(turn, delay);
    }

    private Loop kept() {
        Loop loop = new Loop("test", PAUSE, () -> PAUSE, keeper.server(), () -> now);
        keeper.keep(loop);
        loop.start();
        return loop;
    }

    @Test
    void whileAllLoopsAreInTimeNobodyIsAsked() {
        kept();
        now += GRACE.toNanos() - 1;
        assertThat(keeper.turn()).isEqualTo(GRACE);
        assertThat(server).containsExactly(Duration.ZERO);
        assertThat(spare).isEmpty();
    }

    @Test
    void aServerThatIsMerelyLateGetsHelpAndIsNotTakenForSuspended() {
        kept();
        now += GRACE.toNanos();
        keeper.turn();
        assertThat(spare).containsExactly(Duration.ZERO);
        assertThat(keeper.suspended()).isFalse();
        assertThat(raised).isEmpty();
    }

    @Test
    void whoeverIsRefusedWakesTheKeeperAndIsToldAllTheSame() {
        refusing = true;
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> keeper.server().schedule(() -> {}, Duration.ZERO));
        assertThat(raised).containsExactly(Signals.Kind.REFUSED);
    }

    @Test
    void aServerThatTakesNothingForLaterTakesNoWork() {
        kept();
        refusingLater = true;
        now += GRACE.toNanos();
        keeper.turn();
        assertThat(keeper.suspended()).isTrue();
        assertThat(spare).containsExactly(Duration.ZERO);
    }

    @Test
    void whetherItTakesSomethingForLaterIsAskedWithoutLeavingItThere() {
        kept();
        now += GRACE.toNanos();
        keeper.turn();
        assertThat(server).isNotEmpty().containsOnly(Duration.ZERO);
    }

    @Test
    void loopsMoveToSpareThreadsAndBackWithTheServer() {
        kept();
        refusing = true;
        now += GRACE.toNanos();
        keeper.turn();
        keeper.turn();
        assertThat(keeper.suspended()).isTrue();
        assertThat(server).isEmpty();
        assertThat(spare).containsExactly(Duration.ZERO);
        assertThat(raised).containsExactly(Signals.Kind.SUSPENDED);
        refusing = false;
        keeper.turn();
        keeper.turn();
        assertThat(keeper.suspended()).isFalse();
        assertThat(spare).isEmpty();
        assertThat(raised).containsExactly(Signals.Kind.SUSPENDED, Signals.Kind.CLAIM);
        assertThat(journal.count(Message.SUSPENDED)).isEqualTo(1);
        assertThat(journal.count(Message.RESUMED)).isEqualTo(1);
    }

    @Test
    void aServerThatRefusesFromTheStartIsKeptFromTheStart() {
        refusing = true;
        kept();
        keeper.turn();
        assertThat(spare).containsExactly(Duration.ZERO);
    }

    @Test
    void aTurnThatSpareThreadsLoseIsTakenAgain() {
        kept();
        refusing = true;
        now += GRACE.toNanos();
        keeper.turn();
        spare.clear();
        now += GRACE.toNanos();
        keeper.turn();
        assertThat(spare).containsExactly(Duration.ZERO);
    }

    @Test
    void aLoopThatHasStoppedStaysWhereItIs() {
        Loop loop = kept();
        loop.cancel();
        refusing = true;
        kept();
        now += GRACE.toNanos();
        keeper.turn();
        assertThat(spare).hasSize(1);
    }
}
