package dev.durable.engine.process;

import dev.durable.engine.journal.Message;
import dev.durable.engine.signal.Signals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps the loops turning while the server does not. A server that is suspended, or about to stop, refuses what its
 * scheduler is given and drops what it has taken before; bodies that run go on all the same, and so must the lease that
 * covers them, and the writing of their outcomes.
 *
 * <p>A turn that is late is taken on a spare thread. While the server refuses work, all loops are moved there, and
 * nothing is claimed: it could not start.
 *
 * <p>It turns on a thread of its own and so must never wait for anything: it looks at the loops' plans, and while all
 * are in time it asks nobody.
 */
public final class LoopSupervisor {

    private final Scheduler server;
    private final Scheduler spare;
    private final Signals signals;
    private final String executorName;
    private final Duration grace;
    private final List<Loop> loops = new CopyOnWriteArrayList<>();

    private volatile boolean suspended;

    /**
     * @param server where loops turn as long as it takes work
     * @param spare where they turn when it does not
     * @param executorName what an operator calls this server
     * @param grace how late the server may be with a turn, and how often to look
     */
    public LoopSupervisor(Scheduler server, Scheduler spare, Signals signals, String executorName, Duration grace) {
        this.server = server;
        this.spare = spare;
        this.signals = signals;
        this.executorName = executorName;
        this.grace = grace;
    }

    /** Where a loop has to be planned that is to be kept: it wakes the keeper when the server refuses. */
    public Scheduler server() {
        return (turn, delay) -> {
            try {
                return server.schedule(turn, delay);
            } catch (RuntimeException e) {
                signals.raise(Signals.Kind.REFUSED);
                throw e;
            }
        };
    }

    /** Names a loop that is to be kept turning, before it starts. */
    public void keep(Loop loop) {
        loops.add(loop);
    }

    /** Whether the server takes no work at present, as far as has been seen. */
    public boolean suspended() {
        return suspended;
    }

    /** Looks once. */
    public Duration turn() {
        if (suspended || loops.stream().anyMatch(loop -> loop.late(grace))) {
            boolean taken = takesWork();
            if (suspended && taken) {
                resume();
            } else if (!suspended && !taken) {
                suspend();
            }
            loops.forEach(loop -> loop.turnIfLate(grace, spare));
        }
        return grace;
    }

    /** Whether the server takes what is to run now, and what is to run later: loops need both. */
    private boolean takesWork() {
        try {
            server.schedule(() -> {}, grace).run(); // taken back: it was to be taken, not to run
            server.schedule(() -> {}, Duration.ZERO);
            return true;
        } catch (RuntimeException refusal) { // each server in its own words
            return false;
        }
    }

    private void suspend() {
        suspended = true; // first: no claim may begin that would be returned
        Message.SUSPENDED.log(executorName);
        loops.forEach(loop -> loop.moveTo(spare));
        signals.raise(Signals.Kind.SUSPENDED);
    }

    private void resume() {
        suspended = false;
        Message.RESUMED.log(executorName);
        Scheduler back = server();
        loops.forEach(loop -> loop.moveTo(back));
        signals.raise(Signals.Kind.CLAIM);
    }
}
