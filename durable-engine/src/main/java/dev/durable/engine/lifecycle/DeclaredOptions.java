package dev.durable.engine.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a task beside what else it declares: not every option goes with every task.
 *
 * @param form how the task is written
 * @param transactional whether its body runs in a transaction of the engine's
 * @param options its options
 */
public record DeclaredOptions(TaskForm form, boolean transactional, TaskOptions options) {

    private static final Duration LONGEST_TRANSACTION = Duration.ofHours(1);

    /** The same task with other options. */
    public DeclaredOptions with(TaskOptions others) {
        return new DeclaredOptions(form, transactional, others);
    }

    /** What is out of range and what does not go with the task: for each option one line that begins with its name. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(options.problems());
        if (transactional && options.timeout().compareTo(LONGEST_TRANSACTION) > 0) {
            problems.add("timeout is " + options.timeout() + ", allowed for a transactional task are PT0.001S to "
                    + LONGEST_TRANSACTION);
        }
        if (form == TaskForm.SLEEPING) {
            addOfBody(problems);
        }
        if (form != TaskForm.LOOP) {
            addOfIterations(problems);
        }
        return problems;
    }

    private void addOfBody(List<String> problems) {
        if (transactional) {
            problems.add("transactional is true, but a SleepingTask has no body");
        }
        if (options.maxRetries() != 0) {
            problems.add("maxRetries is " + options.maxRetries() + ", but a SleepingTask has no attempts");
        }
    }

    private void addOfIterations(List<String> problems) {
        TaskOptions.Loop loop = options.loop();
        if (loop.maxIterations() != TaskOptions.Loop.DEFAULT.maxIterations()) {
            problems.add("maxIterations is " + loop.maxIterations() + ", but only a LoopTask has iterations");
        }
        if (!loop.delay().equals(TaskOptions.Loop.DEFAULT.delay())) {
            problems.add("iterationDelay is " + loop.delay() + ", but only a LoopTask has iterations");
        }
    }
}
