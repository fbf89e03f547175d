package dev.durable.engine.discovery;

import dev.durable.Task;
import dev.durable.engine.lifecycle.DeclaredOptions;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the options that an annotation sets, and judges them by the rules that hold everywhere. */
final class AnnotatedOptions {

    private final TaskCandidate candidate;
    private final TaskProblems problems;
    private final Set<String> unreadable = new HashSet<>();

    private AnnotatedOptions(TaskCandidate candidate, TaskProblems problems) {
        this.candidate = candidate;
        this.problems = problems;
    }

    /**
     * The options; where there are problems, something in their place.
     *
     * @param form the form of the task; null where a problem with it, noted elsewhere, leaves that open
     */
    static TaskOptions read(TaskCandidate candidate, @Nullable TaskForm form, TaskProblems problems) {
        return new AnnotatedOptions(candidate, problems).read(form);
    }

    private TaskOptions read(@Nullable TaskForm form) {
        Task task = candidate.task();
        TaskOptions options = new TaskOptions(
                duration("delay", task.delay()),
                duration("timeout", task.timeout()),
                task.maxRetries(),
                duration("retryDelay", task.retryDelay()),
                task.retryMultiplier(),
                duration("maxRetryDelay", task.maxRetryDelay()),
                task.retryJitter(),
                task.deadline().isEmpty() ? null : duration("deadline", task.deadline()),
                new TaskOptions.Loop(task.maxIterations(), duration("iterationDelay", task.iterationDelay())));
        List<String> lines =
                form == null ? options.problems() : new DeclaredOptions(form, task.transactional(), options).problems();
        // What is said of a stand-in would be said of something that nobody wrote.
        lines.stream()
                .filter(problem -> !unreadable.contains(problem.substring(0, problem.indexOf(' '))))
                .forEach(problem -> problems.add(candidate.name(), problem));
        return options;
    }

    private Duration duration(String option, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            unreadable.add(option);
            problems.add(
                    candidate.name(), option + " is \"" + text + "\", allowed are ISO-8601 durations such as PT30S");
            return Duration.ZERO;
        }
    }
}
