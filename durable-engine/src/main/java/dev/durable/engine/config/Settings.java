package dev.durable.engine.config;

import dev.durable.engine.lifecycle.TaskOptions;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/**
 * Everything that is configured.
 *
 * @param engine the engine's own settings
 * @param tasks the settings of each task, by its id
 * @param warnings what is configured but means nothing, one sentence each, for the log
 */
public record Settings(EngineSettings engine, Map<String, TaskSettings> tasks, List<String> warnings) {

    public Settings {
        tasks = Map.copyOf(tasks);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and judges the configuration.
     *
     * @param annotated the options of each deployed task as annotated, by its id
     * @throws dev.durable.DurableException if anything is wrong; the message lists all of it, each line with the key,
     *     its value and what is allowed
     */
    public static Settings read(Config config, Map<String, TaskOptions> annotated) {
        throw new UnsupportedOperationException("not yet");
    }
}
