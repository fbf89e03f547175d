package dev.durable.engine.run;

import dev.durable.AnyTask;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.InvalidInputException;
import dev.durable.LimitExceededException;
import dev.durable.Steps;
import dev.durable.UnknownTaskException;
import dev.durable.engine.lifecycle.Limits;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.task.ExecutionFactory;
import dev.durable.engine.task.Payloads;
import dev.durable.engine.task.Refusal;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.engine.task.Tasks;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what the body of a parent or a sequence returned into what is inserted below it. */
public final class Spawning {

    private final Tasks tasks;
    private final Payloads payloads;
    private final ExecutionFactory enqueuer;
    private final Limits limits;

    public Spawning(Tasks tasks, Payloads payloads, ExecutionFactory enqueuer, Limits limits) {
        this.tasks = tasks;
        this.payloads = payloads;
        this.enqueuer = enqueuer;
        this.limits = limits;
    }

    RunOutcome children(Attempt attempt, @Nullable Children<?> children) throws Refusal {
        RegisteredTask task = attempt.task();
        if (children == null) {
            throw returnedNull("parent", task);
        }
        withinLimit(children.list().size());
        ParentPolicy policy = Objects.requireNonNull(task.policy(), "a parent has a policy");
        return new RunOutcome.Spawned(
                payloads.intermediate(task, children.output()),
                policy.withQuorum(quorum(children)),
                rows(attempt, children.list()));
    }

    private static int quorum(Children<?> children) throws Refusal {
        Integer quorum = children.quorum();
        if (quorum == null) {
            return 0;
        }
        int most = children.list().size();
        if (quorum < 1 || quorum > most) {
            throw new Refusal(
                    ErrorKind.INVALID_OPTION,
                    "The body asked for a quorum of " + quorum + " of " + most
                            + " children; allowed are 1 to the number of children",
                    null);
        }
        return quorum;
    }

    private void withinLimit(int children) throws Refusal {
        if (children > limits.maxChildren()) {
            throw new Refusal(
                    ErrorKind.LIMIT_EXCEEDED,
                    "The body spawned " + children + " children; allowed are " + limits.maxChildren()
                            + " (durable.max-children)",
                    null);
        }
    }

    static Refusal returnedNull(String form, RegisteredTask task) {
        return new Refusal(
                ErrorKind.INVALID_OUTPUT, "The body of " + form + " task " + task.id() + " returned null", null);
    }

    private List<NewExecution> rows(Attempt parent, List<Children.Child<?>> children) throws Refusal {
        List<NewExecution> rows = new ArrayList<>(children.size());
        ExecutionId parentId = parent.id();
        Lineage place = parent.place();
        for (int index = 0; index < children.size(); index++) {
            Children.Child<?> child = children.get(index);
            try {
                RegisteredTask task = tasks.byClass(child.task());
                rows.add(enqueuer.child(task, child.input(), child.options(), parentId, place, index));
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

    /** The first step; the others follow when the one before them has completed. */
    RunOutcome steps(Attempt attempt, @Nullable Steps<?, ?> steps) throws Refusal {
        if (steps == null) {
            throw returnedNull("sequence", attempt.task());
        }
        withinLimit(steps.list().size());
        List<String> ids = new ArrayList<>(steps.list().size());
        for (Class<? extends AnyTask<?, ?>> step : steps.list()) {
            try {
                ids.add(tasks.byClass(step).id());
            } catch (UnknownTaskException e) {
                throw new Refusal(ErrorKind.UNKNOWN_TASK, "Step " + (ids.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return new RunOutcome.Spawned(null, ParentPolicy.sequence(ids), List.of(first(attempt, ids.get(0))));
    }

    private NewExecution first(Attempt sequence, String taskId) throws Refusal {
        Lineage place;
        try {
            place = enqueuer.below(sequence.place(), sequence.id(), 0);
        } catch (LimitExceededException e) {
            throw new Refusal(ErrorKind.LIMIT_EXCEEDED, "Step 1: " + e.getMessage(), e);
        }
        // What the sequence was given is what its first step takes: the same type, so the same text.
        return new NewExecution(
                enqueuer.newId(),
                taskId,
                place,
                Duration.ZERO,
                EnqueueOptions.none(),
                sequence.execution().payloads().input());
    }
}
