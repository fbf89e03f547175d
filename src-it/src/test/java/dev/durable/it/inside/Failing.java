package dev.durable.it.inside;

import dev.durable.AttemptOptions;
import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import java.time.Duration;

/** Tasks whose attempts fail. Left to their annotations, all of them would try again in an hour. */
final class Failing {

    static final Duration AFTER = Duration.ofMillis(300);

    private Failing() {}

    /** Throws, then takes too long, then throws for the last time; what it waits for is a gate. */
    @Task(id = "planned", maxRetries = 9, retryDelay = "PT1H", maxRetryDelay = "PT1H")
    public static class Planned implements DurableTask<String, String> {

        @Override
        public AttemptOptions attemptOptions(int attempt) {
            AttemptOptions soon = AttemptOptions.none().withRetryDelay(Duration.ZERO);
            return switch (attempt) {
                case 1 -> soon;
                case 2 -> soon.withTimeout(Duration.ofMillis(50));
                default -> soon.withoutRetry();
            };
        }

        @Override
        public String run(TaskContext context, String gate) throws InterruptedException {
            if (context.attempt() == 2) {
                Gates.pass(gate);
            }
            throw new IllegalStateException("attempt " + context.attempt());
        }
    }

    /** Is told to come back soon, and does. */
    @Task(id = "comeBack", maxRetries = 1, retryDelay = "PT1H", maxRetryDelay = "PT1H")
    public static class ComeBack implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) {
            if (context.attempt() == 1) {
                throw TaskException.retryAfter(AFTER, "busy", null);
            }
            return input + ", after " + context.previousError().orElseThrow().message();
        }
    }

    /** Fails with everything but even numbers. */
    @Task(id = "halve")
    public static class Halve implements DurableTask<Integer, Integer> {
        @Override
        public Integer run(TaskContext context, Integer number) {
            if (number % 2 != 0) {
                throw TaskException.notRetryable(number + " is odd");
            }
            return number / 2;
        }
    }
}
