package dev.durable.engine.discovery;

import dev.durable.Task;
import dev.durable.engine.lifecycle.TaskOptions;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Reads the options that an annotation sets, and judges them by the ranges that hold everywhere. */
final class AnnotatedOptions {

    private final TaskCandidate candidate;
    private final TaskProblems problems;
    private boolean readable = true;

    private AnnotatedOptions(TaskCandidate candidate, TaskProblems problems) {
        this.candidate = candidate;
        this.problems = problems;
    }

    /** The options; where there are problems, something in their place. */
    static TaskOptions read(TaskCandidate candidate, TaskProblems problems) {
        return new AnnotatedOptions(candidate, problems).read();
    }

    private TaskOptions read() {
        Task task = candidate.task();
        TaskOptions options = new TaskOptions(
                duration("delay", task.delay()),
                duration("timeout", task.timeout()),
                task.maxRetries(),
                duration("retryDelay", task.retryDelay()),
                task.retryMultiplier(),
                duration("maxRetryDelay", task.maxRetryDelay()),
                task.retryJitter());
        // With a stand-in among them, ranges that depend on each other would be judged wrongly.
        if (readable) {
            options.problems().forEach(problem -> problems.add(candidate.name(), problem));
        }
        return options;
    }

    private Duration duration(String option, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            readable = false;
            problems.add(
                    candidate.name(), option + " is \"" + text + "\", allowed are ISO-8601 durations such as PT30S");
            return Duration.ZERO;
        }
    }
}
