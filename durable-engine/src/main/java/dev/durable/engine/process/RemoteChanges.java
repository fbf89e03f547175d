package dev.durable.engine.process;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.engine.run.Attempt;
import dev.durable.engine.run.HeldAttempts;
import dev.durable.engine.signal.Waiters;
import dev.durable.spi.TaskExecutionViews;
import dev.durable.spi.TaskExecutionViews.Standing;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks in the database for what other servers did to executions that this one runs or waits for. */
public final class RemoteChanges {

    private final TaskExecutionViews views;
    private final HeldAttempts attempts;
    private final Waiters waiters;

    public RemoteChanges(TaskExecutionViews views, HeldAttempts attempts, Waiters waiters) {
        this.views = views;
        this.attempts = attempts;
        this.waiters = waiters;
    }

    /**
     * Breaks off bodies whose executions were cancelled or taken over. By comparing, not by a flag that somebody would
     * have to clear: what is not delivered now is found again by the next look.
     */
    public Duration watchRunning(Duration pause) {
        Set<Attempt> here = Set.copyOf(attempts.undecided());
        if (here.isEmpty()) {
            return pause;
        }
        Map<ExecutionId, Standing> standings =
                views.standings(here.stream().map(Attempt::id).collect(Collectors.toSet()));
        attempts.abandon(
                attempt -> here.contains(attempt) && movedOn(attempt, standings.get(attempt.id())),
                "it was cancelled or taken over");
        return pause;
    }

    private static boolean movedOn(Attempt attempt, @Nullable Standing standing) {
        return standing == null || standing.status() != TaskStatus.RUNNING || standing.token() != attempt.token();
    }

    /** Tells local waiters about ends elsewhere. */
    public Duration watchAwaited(Duration pause, Duration pauseWhileAwaited) {
        if (waiters.awaited().isEmpty()) {
            return pause;
        }
        waiters.look(views);
        return pauseWhileAwaited;
    }
}
