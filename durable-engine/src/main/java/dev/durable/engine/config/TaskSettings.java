package dev.durable.engine.config;

import dev.durable.engine.lifecycle.TaskOptions;

/**
 * How one task runs here: its options as annotated, where {@code durable.task.<id>.*} does not say otherwise.
 *
 * @param options the options
 * @param enabled whether this executor claims executions of the task
 */
public record TaskSettings(TaskOptions options, boolean enabled) {}
