package dev.durable.engine.execution;

import dev.durable.AnyTask;
import dev.durable.Children;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.InvalidInputException;
import dev.durable.LimitExceededException;
import dev.durable.TaskContext;
import dev.durable.TaskError;
import dev.durable.UnknownTaskException;
import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.ErrorText;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs the body of one attempt and says what it came to. Whatever user code does ends in an outcome. */
public final class BodyRunner {

    private static final Duration PAUSE_BEFORE_READING_AGAIN = Duration.ofSeconds(5);

    private static final TaskError BEYOND_WORDS = TaskError.of(
            ErrorKind.EXCEPTION, "The attempt failed, and so did saying how: the server may be out of memory");

    private final Tasks tasks;
    private final Payloads payloads;
    private final Enqueuer enqueuer;
    private final Families families;
    private final Limits limits;
    private final BooleanSupplier stopping;

    public BodyRunner(
            Tasks tasks,
            Payloads payloads,
            Enqueuer enqueuer,
            Families families,
            Limits limits,
            BooleanSupplier stopping) {
        this.tasks = tasks;
        this.payloads = payloads;
        this.enqueuer = enqueuer;
        this.families = families;
        this.limits = limits;
        this.stopping = stopping;
    }

    /**
     * Runs it on the current thread. Never throws: an attempt that does not end properly would keep its thread, and the
     * next body there would be interrupted for it.
     */
    RunOutcome run(Attempt attempt) {
        RunOutcome prepared = new RunOutcome.Failed(BEYOND_WORDS, attempt.options()); // later there may be no memory
        try {
            return outcomeOrFailure(attempt);
        } catch (Throwable beyondWords) {
            return prepared;
        }
    }

    private RunOutcome outcomeOrFailure(Attempt attempt) {
        try {
            return outcome(attempt);
        } catch (Throwable thrown) {
            // Not from a body, but from a logger that was handed its exception, say. Without an outcome its slot and
            // its row would be held for ever.
            return new RunOutcome.Failed(ErrorText.of(thrown), attempt.options());
        }
    }

    private RunOutcome outcome(Attempt attempt) {
        try {
            InBody.enter();
            RunOutcome outcome = attempt.task().bean().inAttempt(bean -> body(attempt, bean));
            return Objects.requireNonNull(outcome, "a body ends in an outcome");
        } catch (Refusal refusal) {
            return new RunOutcome.Failed(refusal.error(), attempt.options());
        } catch (TaskBean.Unavailable gone) {
            // The module is gone, so there is nothing that could count as an attempt.
            return RunOutcome.HandedBack.AT_ONCE;
        } catch (Families.Unreadable unreadable) {
            // Nor here. After a pause: this server may be the first to claim it again, and no wiser.
            Message.FAMILY_UNREADABLE.log(
                    unreadable, attempt.id(), attempt.execution().taskId(), unreadable.getMessage());
            return new RunOutcome.HandedBack(PAUSE_BEFORE_READING_AGAIN);
        } catch (Throwable thrown) {
            return failed(attempt, thrown);
        } finally {
            InBody.leave();
        }
    }

    private static RunOutcome failed(Attempt attempt, Throwable thrown) {
        StoredExecution execution = attempt.execution();
        if (thrown instanceof TaskBean.TransactionLeftOpen) {
            Message.TRANSACTION_LEFT_OPEN.log(execution.id(), execution.taskId());
        }
        TaskError error = ErrorText.of(thrown);
        Message.ATTEMPT_FAILED.log(
                thrown, execution.claim().attempt(), execution.id(), execution.taskId(), error.message());
        return new RunOutcome.Failed(error, attempt.options());
    }

    private RunOutcome body(Attempt attempt, AnyTask<?, ?> bean) throws Exception {
        TaskContext context = new AttemptContext(attempt, stopping);
        RegisteredTask task = attempt.task();
        if (attempt.execution().lineage().role() == Role.FINALIZE) {
            return combine(attempt, bean, context);
        }
        Object input = input(attempt, bean);
        return task.spawns()
                ? spawned(attempt, Bodies.spawn(bean, context, input))
                : completed(task, Bodies.run(bean, context, input));
    }

    private RunOutcome combine(Attempt attempt, AnyTask<?, ?> bean, TaskContext context) throws Exception {
        RegisteredTask task = attempt.task();
        Families.Family family = family(attempt, task);
        if (family.parentTaskId().equals(task.id())) {
            return completed(task, Bodies.finish(bean, context, family.finished()));
        }
        return task.spawns()
                ? spawned(attempt, Bodies.spawn(bean, context, family.finished()))
                : completed(task, Bodies.run(bean, context, family.finished()));
    }

    private Families.Family family(Attempt attempt, RegisteredTask task) throws Refusal, Families.Unreadable {
        try {
            return families.of(attempt.execution(), task);
        } catch (RuntimeException e) {
            throw new Refusal(
                    ErrorKind.INVALID_INPUT,
                    "What is stored of the parent and its children does not fit task " + task.id() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** A validator that fails, rather than refuses, fails the attempt: what it asks may be back for the next one. */
    private @Nullable Object input(Attempt attempt, AnyTask<?, ?> bean) throws Refusal {
        Object input = decoded(attempt);
        try {
            enqueuer.revalidate(attempt.task(), bean, input);
            return input;
        } catch (InvalidInputException e) {
            throw new Refusal(ErrorKind.INVALID_INPUT, e.getMessage(), e);
        }
    }

    private @Nullable Object decoded(Attempt attempt) throws Refusal {
        RegisteredTask task = attempt.task();
        try {
            return payloads.decode(
                    task.types().input(), attempt.execution().payloads().input());
        } catch (RuntimeException e) {
            throw new Refusal(
                    ErrorKind.INVALID_INPUT,
                    "The stored input does not fit task " + task.id() + ": " + e.getMessage(),
                    e);
        }
    }

    private RunOutcome completed(RegisteredTask task, @Nullable Object output) throws Refusal {
        return new RunOutcome.Completed(encoded(task, task.types().output(), output));
    }

    private RunOutcome spawned(Attempt attempt, @Nullable Children<?> children) throws Refusal {
        RegisteredTask task = attempt.task();
        if (children == null) {
            throw new Refusal(
                    ErrorKind.INVALID_OUTPUT, "The body of parent task " + task.id() + " returned null", null);
        }
        if (children.list().size() > limits.children()) {
            throw new Refusal(
                    ErrorKind.LIMIT_EXCEEDED,
                    "The body spawned " + children.list().size() + " children; allowed are " + limits.children()
                            + " (durable.max-children)",
                    null);
        }
        Type runOutput = Objects.requireNonNull(task.types().runOutput(), "a parent declares its run output");
        return new RunOutcome.Spawned(
                encoded(task, runOutput, children.output()),
                Objects.requireNonNull(task.policy(), "a parent has a policy"),
                rows(attempt.execution(), children.list()));
    }

    private List<NewExecution> rows(StoredExecution parent, List<Children.Child<?>> children) throws Refusal {
        List<NewExecution> rows = new ArrayList<>(children.size());
        ExecutionId parentId = parent.id();
        for (int index = 0; index < children.size(); index++) {
            Children.Child<?> child = children.get(index);
            try {
                RegisteredTask task = tasks.byClass(child.task());
                rows.add(enqueuer.child(task, child.input(), child.options(), parentId, parent.lineage(), index));
            } catch (UnknownTaskException e) {
                throw new Refusal(ErrorKind.UNKNOWN_TASK, "Child " + index + ": " + e.getMessage(), e);
            } catch (LimitExceededException e) {
                throw new Refusal(ErrorKind.LIMIT_EXCEEDED, "Child " + index + ": " + e.getMessage(), e);
            } catch (InvalidInputException | IllegalArgumentException e) {
                throw new Refusal(ErrorKind.INVALID_INPUT, "Child " + index + ": " + e.getMessage(), e);
            }
        }
        return rows;
    }

    private String encoded(RegisteredTask task, Type type, @Nullable Object value) throws Refusal {
        try {
            return payloads.output(task, type, value);
        } catch (LimitExceededException e) {
            throw new Refusal(ErrorKind.LIMIT_EXCEEDED, e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new Refusal(
                    ErrorKind.INVALID_OUTPUT,
                    "The output of task " + task.id() + " cannot be stored: " + e.getMessage(),
                    e);
        }
    }

    /** The engine refuses what goes in or comes out; no further attempt would help. */
    private static final class Refusal extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient TaskError error;

        Refusal(ErrorKind kind, @Nullable String message, @Nullable Throwable cause) {
            super(message, cause);
            String text = String.valueOf(message);
            this.error = cause == null ? TaskError.of(kind, text) : ErrorText.of(kind, text, cause);
        }

        TaskError error() {
            return error;
        }
    }
}
