package dev.durable.engine.config;

import java.util.function.Supplier;

/** A key of the engine's own: a line in the table that users read, and what reads its value. */
public final class EngineKey<T> {

    private final String name;
    private final String defaultText;
    private final Supplier<T> defaultValue;
    private final Form<T> form;
    private final String meaning;

    /** A key whose default is written as a value would be. */
    EngineKey(String name, String defaultText, Form<T> form, String meaning) {
        this(name, defaultText, () -> form.parser().apply(defaultText).orElseThrow(), form, meaning);
    }

    /** A key whose default is found out where the engine runs. */
    EngineKey(String name, String defaultText, Supplier<T> defaultValue, Form<T> form, String meaning) {
        this.name = name;
        this.defaultText = defaultText;
        this.defaultValue = defaultValue;
        this.form = form;
        this.meaning = meaning;
    }

    /** The key. */
    public String name() {
        return name;
    }

    /** The value that holds where none is configured. */
    public String defaultText() {
        return defaultText;
    }

    /** What is allowed. */
    public String allowed() {
        return form.allowed();
    }

    /** What the value does. */
    public String meaning() {
        return meaning;
    }

    T read(Values values) {
        return values.get(name, form, defaultValue);
    }
}
