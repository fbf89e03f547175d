package dev.durable.engine.config;

import dev.durable.engine.lifecycle.DeclaredOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/**
 * Everything that is configured.
 *
 * @param engine the engine's own settings
 * @param tasks the settings of each task, by its id
 * @param warnings what is configured but means nothing: one sentence each, for the log
 */
public record Settings(EngineSettings engine, Map<String, TaskSettings> tasks, List<String> warnings) {

    public Settings {
        tasks = Map.copyOf(tasks);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and judges the configuration.
     *
     * @param declared what each deployed task declares, by its id
     * @throws dev.durable.DurableException if anything is wrong; the message lists all of it, one line each with the
     *     key, its value and what is allowed
     */
    public static Settings read(Config config, Map<String, DeclaredOptions> declared) {
        ConfigurationProblems problems = new ConfigurationProblems();
        Values values = new Values(config, problems);
        EngineSettings engine = EngineSettings.read(values);
        Map<String, TaskSettings> tasks = new TreeMap<>();
        List<String> known = new ArrayList<>();
        EngineKeys.all().forEach(key -> known.add(key.name()));
        new TreeMap<>(declared).forEach((id, options) -> {
            tasks.put(id, TaskSettings.read(id, options, values, problems));
            known.addAll(TaskKeys.of(id));
        });
        problems.throwIfAny();
        return new Settings(engine, tasks, new UnknownKeys(known).warnings(config.getPropertyNames()));
    }
}
