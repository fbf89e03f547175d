package dev.durable.engine.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** The engine's own keys. */
public final class EngineKeys {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final int MEGABYTE = 1_048_576;
    private static final int LONGEST_NAME = 255;

    static final EngineKey<Boolean> ENABLED = new EngineKey<>(
            "durable.enabled",
            "true",
            Form.FLAG,
            "Whether this server runs tasks. Where it does not, the application still enqueues.");
    static final EngineKey<String> EXECUTOR_NAME = new EngineKey<>(
            "durable.executor-name",
            "the name of the host",
            EngineKeys::hostName,
            Form.text(LONGEST_NAME),
            "What this server is called where the store says who runs an execution.");
    static final EngineKey<String> DATASOURCE = new EngineKey<>(
            "durable.datasource", "jdbc/durable", Form.text(LONGEST_NAME), "JNDI name of the datasource.");
    static final EngineKey<Boolean> MIGRATE = new EngineKey<>(
            "durable.migrate", "false", Form.FLAG, "Whether the schema is created and migrated at start.");
    static final EngineKey<String> MANAGED_EXECUTOR = new EngineKey<>(
            "durable.managed-executor",
            "java:comp/DefaultManagedExecutorService",
            Form.text(LONGEST_NAME),
            "JNDI name of the managed executor that runs the bodies.");
    static final EngineKey<String> MANAGED_SCHEDULER = new EngineKey<>(
            "durable.managed-scheduler",
            "java:comp/DefaultManagedScheduledExecutorService",
            Form.text(LONGEST_NAME),
            "JNDI name of the managed scheduler that drives the background processes.");
    static final EngineKey<Integer> SLOTS =
            new EngineKey<>("durable.slots", "16", Form.whole(1, 1000), "How many bodies run at once on this server.");
    static final EngineKey<Integer> PREFETCH = new EngineKey<>(
            "durable.prefetch",
            "16",
            Form.whole(0, 1000),
            "How many claimed executions may wait here for a free slot.");
    static final EngineKey<Integer> CLAIM_BATCH = new EngineKey<>(
            "durable.claim-batch", "100", Form.whole(1, 1000), "How many executions one claim takes at most.");
    static final EngineKey<Integer> WRITE_BACK_BATCH = new EngineKey<>(
            "durable.write-back-batch",
            "100",
            Form.whole(1, 1000),
            "How many outcomes one transaction writes at most.");
    static final EngineKey<Duration> LEASE = new EngineKey<>(
            "durable.lease",
            "PT10S",
            Form.duration(SECOND, TEN_MINUTES),
            "How long this server counts as alive after it last said so; after that others take over its work.");
    static final EngineKey<Duration> LEEWAY = new EngineKey<>(
            "durable.leeway",
            "PT30S",
            Form.duration(SECOND, Duration.ofHours(24)),
            "How long after its timeout a running execution is given up even though its server is alive.");
    static final EngineKey<Duration> POLL_INTERVAL = new EngineKey<>(
            "durable.poll-interval",
            "PT1S",
            Form.duration(Duration.ofMillis(50), Duration.ofMinutes(1)),
            "The longest that something due goes unnoticed when no signal announced it.");
    static final EngineKey<Duration> SHUTDOWN_TIMEOUT = new EngineKey<>(
            "durable.shutdown-timeout",
            "PT15S",
            Form.duration(Duration.ZERO, TEN_MINUTES),
            "How long a stopping server waits for its running bodies.");
    static final EngineKey<Duration> TRANSACTION_TIMEOUT = new EngineKey<>(
            "durable.transaction-timeout",
            "PT30S",
            Form.duration(SECOND, TEN_MINUTES),
            "The timeout of the engine's own transactions.");
    static final EngineKey<Duration> WAKE_RETENTION = new EngineKey<>(
            "durable.wake-retention",
            "PT24H",
            Form.duration(SECOND, Duration.ofDays(365)),
            "How long a wake is kept that comes before anything sleeps under its key.");
    static final EngineKey<Integer> MAX_CRASHES = new EngineKey<>(
            "durable.max-crashes",
            "5",
            Form.whole(1, 100),
            "How many times a server may die while it runs an execution before that execution fails.");
    static final EngineKey<Integer> MAX_INPUT_SIZE = new EngineKey<>(
            "durable.max-input-size",
            Integer.toString(MEGABYTE),
            Form.whole(1024, 100 * MEGABYTE),
            "The largest input, in bytes of UTF-8 once encoded.");
    static final EngineKey<Integer> MAX_OUTPUT_SIZE = new EngineKey<>(
            "durable.max-output-size",
            Integer.toString(MEGABYTE),
            Form.whole(1024, 100 * MEGABYTE),
            "The largest output, in bytes of UTF-8 once encoded.");
    static final EngineKey<Integer> MAX_CHILDREN = new EngineKey<>(
            "durable.max-children", "1000", Form.whole(1, 100_000), "How many children one parent may spawn.");
    static final EngineKey<Integer> MAX_DEPTH = new EngineKey<>(
            "durable.max-depth", "100", Form.whole(1, 10_000), "How many levels a tree of executions may have.");

    private EngineKeys() {}

    /** All keys, in the order in which they are best explained. */
    public static List<EngineKey<?>> all() {
        return List.of(
                ENABLED,
                EXECUTOR_NAME,
                DATASOURCE,
                MIGRATE,
                MANAGED_EXECUTOR,
                MANAGED_SCHEDULER,
                SLOTS,
                PREFETCH,
                CLAIM_BATCH,
                WRITE_BACK_BATCH,
                LEASE,
                LEEWAY,
                POLL_INTERVAL,
                SHUTDOWN_TIMEOUT,
                TRANSACTION_TIMEOUT,
                WAKE_RETENTION,
                MAX_CRASHES,
                MAX_INPUT_SIZE,
                MAX_OUTPUT_SIZE,
                MAX_CHILDREN,
                MAX_DEPTH);
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        } catch (UnknownHostException noNameToBeFound) {
            return "unnamed";
        }
    }
}
