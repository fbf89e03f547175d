package dev.durable.engine.config;

import dev.durable.DurableException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the configuration, so that one message says all of it. */
final class ConfigurationProblems {

    private final List<String> lines = new ArrayList<>();

    void add(String key, String value, String allowed) {
        lines.add(key + " is \"" + value + "\", allowed are " + allowed);
    }

    void add(String line) {
        lines.add(line);
    }

    void throwIfAny() {
        if (!lines.isEmpty()) {
            String first = lines.size() == 1 ? "1 problem" : lines.size() + " problems";
            throw new DurableException(first + " with the configuration:\n" + String.join("\n", lines));
        }
    }
}
