package dev.durable.engine.discovery;

import dev.durable.AnyTask;
import dev.durable.SequenceTask;
import dev.durable.Steps;
import jakarta.enterprise.context.ContextNotActiveException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks each sequence for its steps and judges whether they fit together. The compiler has seen to that, unless a cast
 * kept it from doing so.
 *
 * @param types the resolved types of all tasks, by their classes
 * @param tasks the classes of all tasks
 */
record SequenceSteps(Map<Class<?>, TaskTypes> types, Set<Class<?>> tasks, TaskProblems problems) {

    /** The steps; none where the bean could not say, which is noted as any other problem with them. */
    List<Class<? extends AnyTask<?, ?>>> of(TaskCandidate candidate, TaskTypes sequence) {
        List<Class<? extends AnyTask<?, ?>>> steps = ask(candidate);
        @Nullable Handover handover = new Handover(sequence.input(), "the sequence takes");
        for (int i = 0; i < steps.size(); i++) {
            handover = judge(candidate, i + 1, steps.get(i), handover);
        }
        if (!steps.isEmpty() && handover != null && !handover.type().equals(sequence.output())) {
            add(
                    candidate,
                    name(steps.size(), steps.get(steps.size() - 1)) + " returns "
                            + handover.type().getTypeName() + "; allowed is "
                            + sequence.output().getTypeName() + ", which the sequence returns");
        }
        return steps;
    }

    private List<Class<? extends AnyTask<?, ?>>> ask(TaskCandidate candidate) {
        try (TaskInstance instance = candidate.instances().get()) {
            Steps<?, ?> steps = ((SequenceTask<?, ?>) instance.task()).steps();
            if (steps != null) {
                return steps.list();
            }
            add(candidate, "steps() returned null; allowed is what Steps.first begins");
        } catch (ContextNotActiveException e) {
            add(
                    candidate,
                    "steps() needs a scope that is not active while the application is deployed (" + e.getMessage()
                            + "); allowed for the bean and what it needs there are @Dependent and @ApplicationScoped");
        } catch (RuntimeException e) {
            add(candidate, "steps() could not be asked: " + e);
        }
        return List.of();
    }

    /** What the step hands over to the next one; null where a problem with it leaves that open. */
    private @Nullable Handover judge(TaskCandidate candidate, int place, Class<?> step, @Nullable Handover given) {
        String name = name(place, step);
        if (step == candidate.beanClass()) {
            add(candidate, name + " is the sequence itself, which would never end; allowed is any other task");
            return null;
        }
        if (!tasks.contains(step)) {
            add(candidate, name + " is no task; allowed is a CDI bean annotated with @Task");
            return null;
        }
        TaskTypes found = types.get(step);
        if (found == null) {
            return null;
        }
        if (given != null && !given.type().equals(found.input())) {
            add(
                    candidate,
                    name + " takes " + found.input().getTypeName() + "; allowed is "
                            + given.type().getTypeName() + ", which " + given.source());
        }
        return new Handover(found.output(), "step " + place + " returns");
    }

    private static String name(int place, Class<?> step) {
        return "step " + place + ", " + step.getName() + ",";
    }

    private void add(TaskCandidate candidate, String what) {
        problems.add(candidate.name(), what);
    }

    /**
     * What goes from one step to the next.
     *
     * @param type its type
     * @param source where it comes from
     */
    private record Handover(Type type, String source) {}
}
