package dev.durable.engine;

import dev.durable.engine.process.Scheduler;
import dev.durable.spi.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;

/** Turns loops on the test's thread, when the test lets time pass. */
public final class ManualScheduler implements Scheduler {

    private record Planned(Runnable turn, Instant due) {}

    private final SettableTime time;
    // Signals may come from a thread that a test lets wait.
    private final List<Planned> plan = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;
    private volatile boolean dropping;

    public ManualScheduler(SettableTime time) {
        this.time = time;
    }

    @Override
    public Runnable schedule(Runnable turn, Duration delay) {
        if (refusing) {
            throw new RejectedExecutionException("the server is suspended");
        }
        Planned planned = new Planned(turn, time.instant().plus(delay));
        plan.add(planned);
        return () -> plan.remove(planned);
    }

    /** Takes no work, as a server that is suspended. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** Drops what it has taken when that is due, and says nothing. */
    public void drop(boolean drop) {
        dropping = drop;
    }

    /** Loses whatever it has taken, as no server should. */
    public void lose() {
        plan.clear();
    }

    /** Turns everything that is due now, and what becomes due by that; false if nothing was. */
    public boolean runDue() {
        boolean moved = false;
        for (Optional<Planned> next = due(); next.isPresent(); next = due()) {
            plan.remove(next.get());
            if (!dropping) {
                moved = true;
                next.get().turn().run();
            }
        }
        return moved;
    }

    private Optional<Planned> due() {
        Instant now = time.instant();
        return plan.stream().filter(planned -> !planned.due().isAfter(now)).min(Comparator.comparing(Planned::due));
    }

    /** When the next turn is due. */
    public Optional<Instant> nextDue() {
        return plan.stream().map(Planned::due).min(Comparator.naturalOrder());
    }
}
