package dev.durable.engine.config;

import java.util.List;
import java.util.Locale;

/** The keys {@code durable.task.<id>.<option>}, which override what a task's annotation says. */
public final class TaskKeys {

    static final String PREFIX = "durable.task.";
    static final String ENABLED = "enabled";

    private static final List<String> OPTIONS = List.of(
            "delay",
            "timeout",
            "max-retries",
            "retry-delay",
            "retry-multiplier",
            "max-retry-delay",
            "retry-jitter",
            "deadline",
            "max-iterations",
            "iteration-delay",
            ENABLED);

    private TaskKeys() {}

    /** What can be said of a task. */
    public static List<String> options() {
        return OPTIONS;
    }

    /** The keys of one task. */
    public static List<String> of(String taskId) {
        return OPTIONS.stream().map(option -> PREFIX + taskId + "." + option).toList();
    }

    /** The environment variable by which MicroProfile Config sets a key. */
    public static String environmentVariable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** The key of an option that Java spells in camel case. */
    static String key(String taskId, String javaName) {
        return PREFIX + taskId + "." + javaName.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
