package dev.durable.engine;

import dev.durable.engine.config.EngineSettings.Timing;
import dev.durable.engine.observe.Probe;
import dev.durable.engine.process.Loop;
import dev.durable.engine.process.LoopSupervisor;
import dev.durable.engine.process.Scheduler;
import dev.durable.engine.run.Timeouts;
import dev.durable.engine.signal.Signals;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The background loops of one engine: a table of what turns, and the loops that have been made from it. */
final class Loops {

    /** How long a loop pauses at most; a loop that has not turned for much longer counts as stuck. */
    private record Pause(String text, Function<Timing, Duration> length) {

        static Pause partOfLease(int part) {
            return new Pause(
                    "1/" + part + " of the lease", timing -> timing.lease().dividedBy(part));
        }

        static Pause of(Duration length) {
            return new Pause(
                    length.toString().substring(2).toLowerCase(Locale.ROOT).replace("s", " s"), timing -> length);
        }
    }

    /** One row of the table. Loops start, and stop, in this order. */
    enum Row {
        SUPERVISOR(
                "supervisor",
                Pause.partOfLease(10),
                Where.PULSE,
                "sees to it that the others turn, also while the server is suspended",
                Signals.Kind.REFUSED),
        PROBE("probe", Pause.of(Probe.INTERVAL), Where.SERVER, "keeps the figures for health; reads the next deadline"),
        AWAIT(
                "await",
                Pause.of(Duration.ofSeconds(30)),
                Where.SERVER,
                "looks for ends on other servers, every 0.2 s while a caller waits, once for all callers",
                Signals.Kind.AWAIT),
        LEASE(
                "lease",
                Pause.partOfLease(3),
                Where.SERVER,
                "renews the lease; after a lost one, returns its claims and begins anew"),
        LEASE_GUARD(
                "lease guard",
                Pause.partOfLease(10),
                Where.PULSE,
                "breaks bodies off when the lease is over, and looks again just then"),
        WAITING(
                "waiting",
                Pause.partOfLease(2),
                Where.SERVER,
                "looks every 1/8 of the lease: returns claims that have waited for a slot for half a lease; reports lost"
                        + " slots",
                Signals.Kind.SUSPENDED),
        CLAIM(
                "claim",
                new Pause("`durable.poll-interval`", Timing::pollInterval),
                Where.SERVER,
                "claims due executions; turns earlier when the next one is due",
                Signals.Kind.CLAIM),
        TIMEOUTS(
                "timeouts",
                Pause.of(Timeouts.LONGEST_PAUSE),
                Where.SERVER,
                "ends attempts at their timeouts; turns earlier when the next one is due",
                Signals.Kind.TIMEOUT),
        WRITE_BACK(
                "write back",
                Pause.of(Duration.ofSeconds(30)),
                Where.SERVER,
                "writes outcomes again that could not be written",
                Signals.Kind.WRITE_BACK),
        RESCUE("rescue", Pause.partOfLease(2), Where.SERVER, "rescues what dead servers held; ends what is overdue"),
        COMMANDS(
                "commands",
                Pause.of(Duration.ofSeconds(5)),
                Where.SERVER,
                "applies cancel and wake commands; delivers wakes that were kept",
                Signals.Kind.COMMAND),
        DEADLINES(
                "deadlines",
                Pause.of(Duration.ofSeconds(30)),
                Where.SERVER,
                "ends executions that have passed their deadlines",
                Signals.Kind.DEADLINE),
        CLOSE(
                "close",
                Pause.of(Duration.ofSeconds(5)),
                Where.SERVER,
                "cancels downwards, notifies upwards",
                Signals.Kind.CLOSE),
        REMOTE_CHANGES(
                "remote changes",
                Pause.of(Duration.ofMillis(500)),
                Where.SERVER,
                "breaks off bodies whose executions were cancelled or taken over on another server");

        private final String title;
        private final Pause pause;
        private final Where where;
        private final String does;
        private final List<Signals.Kind> wokenBy;

        Row(String title, Pause pause, Where where, String does, Signals.Kind... wokenBy) {
            this.title = title;
            this.pause = pause;
            this.where = where;
            this.does = does;
            this.wokenBy = List.of(wokenBy);
        }

        /** How long it pauses at most. */
        Duration pause(Timing timing) {
            return pause.length().apply(timing);
        }

        private String markdown() {
            String signals = wokenBy.stream().map(Signals.Kind::meaning).collect(Collectors.joining("; "));
            return String.join(
                    " | ", "| " + title, pause.text(), signals.isEmpty() ? "–" : signals, where.text, does + " |");
        }
    }

    /** On whose thread a loop turns. */
    private enum Where {
        /** The supervisor sees to it that it goes on while the server takes no work. */
        SERVER("the server's scheduler"),
        /** It waits for nothing, neither for the database nor for the scheduler. */
        PULSE("a thread of its own");

        private final String text;

        Where(String text) {
            this.text = text;
        }
    }

    /** One turn of a loop. */
    @FunctionalInterface
    interface Turn {

        /**
         * Does what there is to do.
         *
         * @param longestPause how long the loop pauses at most
         * @return how long to pause if no signal comes
         * @throws Exception if it could not be done; it is tried again after a pause
         */
        Duration turn(Duration longestPause) throws Exception;
    }

    private final Timing timing;
    private final Platform platform;
    private final Signals signals;
    private final LoopSupervisor supervisor;
    private final Map<Row, Loop> loops = new EnumMap<>(Row.class);

    Loops(Timing timing, Platform platform, Signals signals, LoopSupervisor supervisor) {
        this.timing = timing;
        this.platform = platform;
        this.signals = signals;
        this.supervisor = supervisor;
    }

    /** Makes a loop, before all of them start. */
    void add(Row row, Turn turn) {
        Duration pause = row.pause(timing);
        boolean kept = row.where == Where.SERVER;
        Scheduler scheduler = kept ? supervisor.server() : platform.pulse();
        Loop loop = new Loop(row.title, pause, () -> turn.turn(pause), scheduler, platform.nanoTime());
        row.wokenBy.forEach(kind -> signals.on(kind, loop::signal));
        if (kept) {
            supervisor.keep(loop);
        }
        loops.put(row, loop);
    }

    void start() {
        loops.values().forEach(Loop::start);
    }

    List<Loop> all() {
        return List.copyOf(loops.values());
    }

    /** All loops that end before the bodies do. */
    List<Loop> allButGuard() {
        return loops.entrySet().stream()
                .filter(loop -> loop.getKey() != Row.LEASE_GUARD)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The guard turns until the end; where no tasks run there is none. */
    void cancelGuard() {
        Loop guard = loops.get(Row.LEASE_GUARD);
        if (guard != null) {
            guard.cancel();
        }
    }

    /** The table, for the documentation. */
    static String markdown() {
        String head = "| loop | pauses at most | woken by | turns on | does |\n|---|---|---|---|---|\n";
        return Arrays.stream(Row.values()).map(row -> row.markdown() + "\n").collect(Collectors.joining("", head, ""));
    }
}
