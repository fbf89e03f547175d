package dev.durable.engine.config;

import dev.durable.engine.lifecycle.DeclaredOptions;
import dev.durable.engine.lifecycle.TaskOptions;
import java.util.Optional;

/**
 * How one task runs here: its options as annotated, where {@code durable.task.<id>.*} does not say otherwise.
 *
 * @param options the options
 * @param enabled whether this executor claims executions of the task
 */
public record TaskSettings(TaskOptions options, boolean enabled) {

    static TaskSettings read(String taskId, DeclaredOptions declared, Values values, ConfigurationProblems problems) {
        Option option = new Option(taskId, values);
        TaskOptions annotated = declared.options();
        TaskOptions options = new TaskOptions(
                option.get("delay", Form.ANY_DURATION, annotated.delay()),
                option.get("timeout", Form.ANY_DURATION, annotated.timeout()),
                option.get("maxRetries", Form.ANY_WHOLE, annotated.maxRetries()),
                option.get("retryDelay", Form.ANY_DURATION, annotated.retryDelay()),
                option.get("retryMultiplier", Form.ANY_NUMBER, annotated.retryMultiplier()),
                option.get("maxRetryDelay", Form.ANY_DURATION, annotated.maxRetryDelay()),
                option.get("retryJitter", Form.ANY_NUMBER, annotated.retryJitter()),
                option.find("deadline", Form.ANY_DURATION).orElse(annotated.deadline()),
                new TaskOptions.Loop(
                        option.get(
                                "maxIterations",
                                Form.ANY_WHOLE,
                                annotated.loop().maxIterations()),
                        option.get(
                                "iterationDelay",
                                Form.ANY_DURATION,
                                annotated.loop().delay())));
        // Ranges are judged on the whole: one option's may depend on another, and either may be the configured one.
        for (String problem : declared.with(options).problems()) {
            int name = problem.indexOf(' ');
            problems.add(TaskKeys.key(taskId, problem.substring(0, name)) + problem.substring(name));
        }
        return new TaskSettings(options, option.get(TaskKeys.ENABLED, Form.FLAG, true));
    }

    /** Reads the options of one task by their Java names. */
    private record Option(String taskId, Values values) {

        <T> T get(String javaName, Form<T> form, T annotated) {
            return find(javaName, form).orElse(annotated);
        }

        <T> Optional<T> find(String javaName, Form<T> form) {
            return values.find(TaskKeys.key(taskId, javaName), form);
        }
    }
}
