package dev.durable.engine.discovery;

import dev.durable.AnyTask;
import dev.durable.DurableException;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.ParentPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes definitions of candidates when all of them are known, or says everything that is wrong with them. */
final class TaskJudge {

    private final List<TaskCandidate> candidates;
    private final TaskProblems problems;
    private final Map<Class<?>, TaskTypes> types = new HashMap<>();
    private final Map<Class<?>, String> ids = new HashMap<>();

    /**
     * @param problems what was noted while the candidates were collected
     */
    TaskJudge(List<TaskCandidate> candidates, TaskProblems problems) {
        this.candidates = candidates;
        this.problems = problems;
    }

    /**
     * The tasks.
     *
     * @throws DurableException if anything is wrong, with one line for each problem
     */
    List<TaskDefinition> judge() {
        new TaskIds(candidates, problems).judge();
        for (TaskCandidate candidate : candidates) {
            ids.put(candidate.beanClass(), candidate.task().id());
            TaskTypes.resolve(candidate, problems).ifPresent(resolved -> {
                resolved.judge(candidate, problems);
                types.put(candidate.beanClass(), resolved);
            });
        }
        judgeCombiningSteps();
        List<TaskDefinition> definitions = new ArrayList<>();
        CombiningStep step = new CombiningStep(types, ids, problems);
        for (TaskCandidate candidate : candidates) {
            TaskOptions options = AnnotatedOptions.read(candidate, problems);
            TaskTypes resolved = types.get(candidate.beanClass());
            if (resolved != null) {
                definitions.add(definition(candidate, resolved, options, step));
            }
        }
        if (!problems.isEmpty()) {
            throw new DurableException(problems.message());
        }
        return definitions.stream()
                .sorted(Comparator.comparing(TaskDefinition::id))
                .toList();
    }

    /** What takes a {@link dev.durable.Finished} is of use only to a parent: nobody else can have one to enqueue. */
    private void judgeCombiningSteps() {
        Set<Class<?>> named = new HashSet<>();
        candidates.forEach(candidate -> named.add(candidate.task().finalizeTask()));
        types.forEach((beanClass, resolved) -> {
            if (TaskDefinition.finishedTypes(resolved.input()).isPresent() && !named.contains(beanClass)) {
                problems.add(
                        beanClass.getName(),
                        "input is " + resolved.input().getTypeName() + ", but no parent names it as its finalizeTask");
            }
        });
    }

    @SuppressWarnings("unchecked") // its types were resolved, so it implements one of the forms
    private static TaskDefinition definition(
            TaskCandidate candidate, TaskTypes types, TaskOptions options, CombiningStep step) {
        return new TaskDefinition(
                candidate.task().id(),
                (Class<? extends AnyTask<?, ?>>) candidate.beanClass(),
                types.form(),
                types.input(),
                types.runOutput(),
                types.output(),
                options,
                policy(candidate, types, step),
                candidate.task().transactional(),
                candidate.instances());
    }

    private static @Nullable ParentPolicy policy(TaskCandidate candidate, TaskTypes types, CombiningStep step) {
        if (types.form() != TaskForm.PARENT) {
            step.judgePlain(candidate);
            return null;
        }
        return new ParentPolicy(candidate.task().onChildFailure(), step.of(candidate, types));
    }
}
