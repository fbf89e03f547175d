package dev.durable.engine.observe;

import dev.durable.engine.process.Loop;
import dev.durable.engine.process.LoopSupervisor;
import dev.durable.engine.run.HeldAttempts;
import dev.durable.engine.run.OutcomeWriter;
import dev.durable.engine.signal.Counters;
import dev.durable.spi.TaskExecutionViews.Figures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a health check reports about a started engine. Asks nobody: everything is at hand. */
public final class EngineHealth {

    /** Where the checks get their reports, whether or not the engine has started. */
    public interface Source {

        /** Whether the engine has started, be it long ago. */
        Report startup();

        /** Whether work can be taken. */
        Report readiness();

        /** Whether the engine turns. */
        Report liveness();
    }

    private final LoopSupervisor supervisor;
    private final Probe probe;
    private final List<Loop> loops;
    private final HeldAttempts attempts;
    private final OutcomeWriter writer;
    private final Counters counters;

    public EngineHealth(
            LoopSupervisor supervisor,
            Probe probe,
            List<Loop> loops,
            HeldAttempts attempts,
            OutcomeWriter writer,
            Counters counters) {
        this.supervisor = supervisor;
        this.probe = probe;
        this.loops = List.copyOf(loops);
        this.attempts = attempts;
        this.writer = writer;
        this.counters = counters;
    }

    /**
     * A report.
     *
     * @param up whether all is well
     * @param data what is reported with it: text, numbers and truth values
     */
    public record Report(boolean up, Map<String, Object> data) {

        /** A report that all is well, and nothing else. */
        public static Report well() {
            return new Report(true, Map.of());
        }

        /** A report that something is wrong, and nothing else. */
        public static Report down(String reason) {
            return new Report(false, Map.of("error", reason));
        }
    }

    /** Whether work can be taken: the server takes it, the database answers, and its schema fits. */
    public Report readiness() {
        @Nullable
        String failure =
                supervisor.suspended() ? "The server is suspended, or stops: it takes no work" : probe.failure();
        Map<String, Object> data = figures();
        if (failure != null) {
            data.put("error", failure);
        }
        return new Report(failure == null, data);
    }

    /** Whether every loop has turned lately. An outage of the database does not make this go down. */
    public Report liveness() {
        List<String> stuck =
                loops.stream().filter(loop -> !loop.alive()).map(Loop::name).toList();
        Map<String, Object> data = figures();
        data.put("loops", loops.size());
        data.put(
                "failingLoops",
                loops.stream().filter(loop -> loop.failures() > 0).count());
        if (!stuck.isEmpty()) {
            data.put("error", "These loops have not turned lately: " + String.join(", ", stuck));
        }
        return new Report(stuck.isEmpty(), data);
    }

    private Map<String, Object> figures() {
        Map<String, Object> data = new LinkedHashMap<>();
        Figures figures = probe.figures();
        if (figures != null) {
            data.put("running", figures.running());
            data.put("ready", figures.ready());
            data.put("oldestReadyAge", seconds(figures.oldestReady()));
        }
        data.put("heldHere", (long) attempts.held());
        data.put("lostSlots", (long) attempts.lost());
        data.put("outcomesToWrite", (long) writer.waiting());
        data.put("refusedWriteBacks", counters.refused());
        data.put("rescued", counters.rescued());
        return data;
    }

    private static String seconds(Duration age) {
        return Duration.ofMillis(age.toMillis()).toString();
    }
}
