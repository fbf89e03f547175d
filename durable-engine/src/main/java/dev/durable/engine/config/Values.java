package dev.durable.engine.config;

import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** Reads single values, and notes each that is not allowed. */
final class Values {

    private final Config config;
    private final ConfigurationProblems problems;

    Values(Config config, ConfigurationProblems problems) {
        this.config = config;
        this.problems = problems;
    }

    /** The configured value; otherwise what stands in for it, also where a problem was noted. */
    <T> T get(String key, Form<T> form, Supplier<T> otherwise) {
        return find(key, form).orElseGet(otherwise);
    }

    /** The configured value; empty if there is none, also where a problem was noted. */
    <T> Optional<T> find(String key, Form<T> form) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = form.parser().apply(text.get());
        if (value.isEmpty()) {
            problems.add(key, text.get(), form.allowed());
        }
        return value;
    }

    private Optional<String> text(String key) {
        try {
            ConfigValue found = config.getConfigValue(key);
            if (found.getValue() != null) {
                return Optional.of(found.getValue().strip()).filter(text -> !text.isEmpty());
            }
            // As an optional value this would pass for one that is not configured, and the default would hold.
            if (found.getRawValue() != null && found.getRawValue().contains("${")) {
                problems.add(key + " is \"" + found.getRawValue() + "\", which refers to a key that is not configured");
            }
        } catch (RuntimeException e) {
            problems.add(key + " cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }
}
