package dev.durable.engine.run;

import dev.durable.AnyTask;
import dev.durable.AttemptOptions;
import dev.durable.ErrorKind;
import dev.durable.Finished;
import dev.durable.InvalidInputException;
import dev.durable.Iteration;
import dev.durable.LimitExceededException;
import dev.durable.TaskContext;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.engine.task.Bodies;
import dev.durable.engine.task.ExecutionFactory;
import dev.durable.engine.task.Payloads;
import dev.durable.engine.task.Refusal;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.RelativePayloads;
import dev.durable.engine.task.WakeKeys;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs a body as the form of its task asks for: what it is given, and what its answer means. */
public final class BodyDispatcher {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofHours(24);

    private final Payloads payloads;
    private final ExecutionFactory enqueuer;
    private final RelativePayloads relatives;
    private final Spawning spawning;
    private final Timeouts timeouts;
    private final BooleanSupplier stopping;

    public BodyDispatcher(
            Payloads payloads,
            ExecutionFactory enqueuer,
            RelativePayloads relatives,
            Spawning spawning,
            Timeouts timeouts,
            BooleanSupplier stopping) {
        this.payloads = payloads;
        this.enqueuer = enqueuer;
        this.relatives = relatives;
        this.spawning = spawning;
        this.timeouts = timeouts;
        this.stopping = stopping;
    }

    RunOutcome run(Attempt attempt, AnyTask<?, ?> bean) throws Exception {
        RegisteredTask task = attempt.task();
        if (task.traits().plansAttempts()) {
            plan(attempt, bean);
        }
        TaskContext context = new AttemptContext(attempt, stopping);
        if (isOwnCombineStep(attempt)) {
            return completed(task, Bodies.combine(bean, context, family(attempt)));
        }
        Object input = input(attempt, bean);
        return switch (task.form()) {
            case PLAIN -> completed(task, Bodies.run(bean, context, input));
            case PARENT -> spawning.children(attempt, Bodies.spawn(bean, context, input));
            case SEQUENCE -> spawning.steps(attempt, Bodies.steps(bean));
            case LOOP -> iterated(attempt, bean, context, input);
            case SLEEPING ->
                new RunOutcome.Sleeps(key(task, bean, input), attempt.options().timeout());
        };
    }

    private void plan(Attempt attempt, AnyTask<?, ?> bean) throws Refusal {
        int number = attempt.execution().claim().attempt();
        AttemptOptions plan;
        try {
            plan = bean.attemptOptions(number);
        } catch (RuntimeException e) {
            throw new Refusal(ErrorKind.INVALID_OPTION, "attemptOptions(" + number + ") failed: " + e.getMessage(), e);
        }
        if (plan == null) {
            throw new Refusal(ErrorKind.INVALID_OPTION, "attemptOptions(" + number + ") returned null", null);
        }
        judge(attempt, number, plan);
        attempt.plan(plan);
        if (plan.timeout() != null) {
            timeouts.watch(attempt, plan.timeout());
        }
    }

    private static void judge(Attempt attempt, int number, AttemptOptions plan) throws Refusal {
        Duration longest = attempt.options().timeout();
        Duration timeout = plan.timeout();
        if (timeout != null && (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(longest) > 0)) {
            throw outOfRange(number, "timeout", timeout, "PT0.001S to the timeout of the execution, " + longest);
        }
        Duration delay = plan.retryDelay();
        if (delay != null && (delay.isNegative() || delay.compareTo(DAY) > 0)) {
            throw outOfRange(number, "retryDelay", delay, "PT0S to " + DAY);
        }
    }

    private static Refusal outOfRange(int number, String option, Duration value, String allowed) {
        return new Refusal(
                ErrorKind.INVALID_OPTION,
                "attemptOptions(" + number + "): " + option + " is " + value + ", allowed are " + allowed,
                null);
    }

    private boolean isOwnCombineStep(Attempt attempt) throws RelativePayloads.Unreadable {
        StoredExecution execution = attempt.execution();
        return execution.lineage().role() == Role.COMBINE
                && attempt.task().form() == TaskForm.PARENT
                && relatives.parentOf(execution).taskId().equals(execution.taskId());
    }

    private Finished<?, ?> family(Attempt attempt) throws Refusal, RelativePayloads.Unreadable {
        RegisteredTask task = attempt.task();
        try {
            return relatives.finished(relatives.parentOf(attempt.execution()), task);
        } catch (RuntimeException e) {
            throw new Refusal(
                    ErrorKind.INVALID_INPUT,
                    "What is stored of the parent and its children does not fit task " + task.id() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** A validator that fails, rather than refuses, fails the attempt: what it asks may be back for the next one. */
    private @Nullable Object input(Attempt attempt, AnyTask<?, ?> bean) throws Refusal, RelativePayloads.Unreadable {
        Object input = decoded(attempt);
        try {
            enqueuer.revalidate(attempt.task(), bean, input);
            return input;
        } catch (InvalidInputException e) {
            throw new Refusal(ErrorKind.INVALID_INPUT, e.getMessage(), e);
        }
    }

    private @Nullable Object decoded(Attempt attempt) throws Refusal, RelativePayloads.Unreadable {
        RegisteredTask task = attempt.task();
        try {
            return relatives.input(attempt.execution(), task.types().input());
        } catch (RuntimeException e) {
            throw new Refusal(
                    ErrorKind.INVALID_INPUT,
                    "The stored input does not fit task " + task.id() + ": " + e.getMessage(),
                    e);
        }
    }

    private RunOutcome completed(RegisteredTask task, @Nullable Object output) throws Refusal {
        return new RunOutcome.Completed(payloads.output(task, output));
    }

    private RunOutcome iterated(Attempt attempt, AnyTask<?, ?> bean, TaskContext context, @Nullable Object input)
            throws Exception {
        RegisteredTask task = attempt.task();
        Iteration<?, ?> iteration = Bodies.iterate(bean, context, input, state(attempt));
        if (iteration == null) {
            throw Spawning.returnedNull("loop", task);
        }
        if (iteration.isDone()) {
            return completed(task, iteration.output());
        }
        TaskOptions.Loop loop = attempt.options().loop();
        if (context.iteration() >= loop.maxIterations()) {
            return completed(task, limitReached(bean, context, input, iteration.state()));
        }
        Duration delay = iteration.delay() != null ? iteration.delay() : loop.delay();
        if (!TaskOptions.isDelay(delay)) {
            throw new Refusal(
                    ErrorKind.INVALID_OPTION,
                    "The delay before the next iteration is " + delay + ", allowed are PT0S to 365 days",
                    null);
        }
        return new RunOutcome.Iterated(payloads.intermediate(task, iteration.state()), delay);
    }

    private @Nullable Object state(Attempt attempt) throws Refusal {
        RegisteredTask task = attempt.task();
        String stored = attempt.execution().payloads().intermediate();
        if (stored == null || task.types().intermediate() == null) {
            return null;
        }
        try {
            return payloads.decode(task.types().intermediate(), stored);
        } catch (RuntimeException e) {
            throw new Refusal(
                    ErrorKind.INVALID_INPUT,
                    "The stored state does not fit loop task " + task.id() + ": " + e.getMessage(),
                    e);
        }
    }

    private static @Nullable Object limitReached(
            AnyTask<?, ?> bean, TaskContext context, @Nullable Object input, @Nullable Object state) throws Exception {
        try {
            return Bodies.limitReached(bean, context, input, state);
        } catch (LimitExceededException e) {
            throw new Refusal(ErrorKind.LIMIT_EXCEEDED, e.getMessage(), e);
        }
    }

    private static String key(RegisteredTask task, AnyTask<?, ?> bean, @Nullable Object input) throws Refusal {
        try {
            return WakeKeys.checked(task, Bodies.key(bean, input));
        } catch (InvalidInputException e) {
            throw new Refusal(ErrorKind.INVALID_INPUT, e.getMessage(), e);
        }
    }
}
