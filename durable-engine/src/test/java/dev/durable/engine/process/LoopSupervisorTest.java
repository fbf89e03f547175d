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
    private final LoopSupervisor supervisor = new LoopSupervisor(this::serve, on(spare), signals, "test", GRACE);
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
        Loop loop = new Loop("test", PAUSE, () -> PAUSE, supervisor.server(), () -> now);
        supervisor.keep(loop);
        loop.start();
        return loop;
    }

    @Test
    void whileAllLoopsAreInTimeNobodyIsAsked() {
        kept();
        now += GRACE.toNanos() - 1;
        assertThat(supervisor.turn()).isEqualTo(GRACE);
        assertThat(server).containsExactly(Duration.ZERO);
        assertThat(spare).isEmpty();
    }

    @Test
    void aServerThatIsMerelyLateGetsHelpAndIsNotTakenForSuspended() {
        kept();
        now += GRACE.toNanos();
        supervisor.turn();
        assertThat(spare).containsExactly(Duration.ZERO);
        assertThat(supervisor.suspended()).isFalse();
        assertThat(raised).isEmpty();
    }

    @Test
    void aRefusedLoopWakesTheSupervisorAndIsToldAllTheSame() {
        refusing = true;
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> supervisor.server().schedule(() -> {}, Duration.ZERO));
        assertThat(raised).containsExactly(Signals.Kind.REFUSED);
    }

    @Test
    void aServerThatTakesNothingForLaterTakesNoWork() {
        kept();
        refusingLater = true;
        now += GRACE.toNanos();
        supervisor.turn();
        assertThat(supervisor.suspended()).isTrue();
        assertThat(spare).containsExactly(Duration.ZERO);
    }

    @Test
    void whetherItTakesSomethingForLaterIsAskedWithoutLeavingItThere() {
        kept();
        now += GRACE.toNanos();
        supervisor.turn();
        assertThat(server).isNotEmpty().containsOnly(Duration.ZERO);
    }

    @Test
    void loopsMoveToSpareThreadsAndBackWithTheServer() {
        kept();
        refusing = true;
        now += GRACE.toNanos();
        supervisor.turn();
        supervisor.turn();
        assertThat(supervisor.suspended()).isTrue();
        assertThat(server).isEmpty();
        assertThat(spare).containsExactly(Duration.ZERO);
        assertThat(raised).containsExactly(Signals.Kind.SUSPENDED);
        refusing = false;
        supervisor.turn();
        supervisor.turn();
        assertThat(supervisor.suspended()).isFalse();
        assertThat(spare).isEmpty();
        assertThat(raised).containsExactly(Signals.Kind.SUSPENDED, Signals.Kind.CLAIM);
        assertThat(journal.count(Message.SUSPENDED)).isEqualTo(1);
        assertThat(journal.count(Message.RESUMED)).isEqualTo(1);
    }

    @Test
    void aServerThatRefusesFromTheStartIsKeptFromTheStart() {
        refusing = true;
        kept();
        supervisor.turn();
        assertThat(spare).containsExactly(Duration.ZERO);
    }

    @Test
    void aTurnThatSpareThreadsLoseIsTakenAgain() {
        kept();
        refusing = true;
        now += GRACE.toNanos();
        supervisor.turn();
        spare.clear();
        now += GRACE.toNanos();
        supervisor.turn();
        assertThat(spare).containsExactly(Duration.ZERO);
    }

    @Test
    void aLoopThatHasStoppedStaysWhereItIs() {
        Loop loop = kept();
        loop.cancel();
        refusing = true;
        kept();
        now += GRACE.toNanos();
        supervisor.turn();
        assertThat(spare).hasSize(1);
    }
}
