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
        judgeTakersOfFinished();
        List<TaskDefinition> definitions = new ArrayList<>();
        CombineDeclaration step = new CombineDeclaration(types, ids, problems);
        for (TaskCandidate candidate : candidates) {
            TaskTypes resolved = types.get(candidate.beanClass());
            TaskForm form = resolved == null ? null : resolved.form().form();
            TaskOptions options = AnnotatedOptions.read(candidate, form, problems);
            if (resolved != null) {
                judgeTransactions(candidate, resolved);
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

    /**
     * What takes a {@link dev.durable.Finished} is of use only where the engine hands one over: nobody else can have
     * one to enqueue. Whether a step is handed the one that it takes was judged with its sequence.
     */
    private void judgeTakersOfFinished() {
        Set<Class<?>> given = new HashSet<>(steps());
        candidates.forEach(candidate -> given.add(candidate.task().combineTask()));
        types.forEach((beanClass, resolved) -> {
            if (FinishedTypes.of(resolved.input()).isPresent() && !given.contains(beanClass)) {
                problems.add(
                        beanClass.getName(),
                        "input is " + resolved.input().getTypeName()
                                + ", but no parent names it as its combineTask, and it is no step of a sequence");
            }
        });
    }

    /** The steps of all sequences, which are judged as they are found. */
    private Set<Class<?>> steps() {
        SequenceSteps sequences = new SequenceSteps(types, ids.keySet(), problems);
        Set<Class<?>> steps = new HashSet<>();
        for (TaskCandidate candidate : candidates) {
            TaskTypes resolved = types.get(candidate.beanClass());
            if (resolved != null && resolved.form() == DeclaredForm.SEQUENCE) {
                steps.addAll(sequences.of(candidate, resolved));
            }
        }
        return steps;
    }

    /**
     * The outcome is written in the engine's transaction, so a body outside of it would promise what it does not keep.
     */
    private void judgeTransactions(TaskCandidate candidate, TaskTypes resolved) {
        if (!candidate.task().transactional()) {
            return;
        }
        resolved.form()
                .transactions(candidate.beanClass())
                .filter(DeclaredForm.BodyTransaction::leaves)
                .forEach(body -> problems.add(
                        candidate.name(),
                        body + ", which keeps it out of the transaction in which"
                                + " transactional = true writes its outcome; allowed are REQUIRED, MANDATORY, SUPPORTS"
                                + " or no @Transactional"));
    }

    @SuppressWarnings("unchecked") // its types were resolved, so it implements one of the forms
    private static TaskDefinition definition(
            TaskCandidate candidate, TaskTypes types, TaskOptions options, CombineDeclaration step) {
        return new TaskDefinition(
                candidate.task().id(),
                (Class<? extends AnyTask<?, ?>>) candidate.beanClass(),
                types.form().form(),
                types.input(),
                types.runOutput(),
                types.output(),
                options,
                policy(candidate, types, step),
                candidate.task().transactional(),
                candidate.instances());
    }

    private static @Nullable ParentPolicy policy(TaskCandidate candidate, TaskTypes types, CombineDeclaration step) {
        if (types.form() != DeclaredForm.PARENT) {
            step.judgeOther(candidate);
            return null;
        }
        return new ParentPolicy(candidate.task().onChildFailure(), step.of(candidate, types));
    }
}
