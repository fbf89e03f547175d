package dev.durable.engine.discovery;

import dev.durable.DurableTask;
import dev.durable.ParentTask;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.payload.CarriedTypes;
import dev.durable.engine.payload.Generics;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The form of a task and the types it is declared with.
 *
 * @param form its form
 * @param input what it takes
 * @param runOutput what a parent's body returns beside its children; null for a plain task
 * @param output what it returns
 */
record TaskTypes(TaskForm form, Type input, @Nullable Type runOutput, Type output) {

    /** Resolves the types of a bean's class; empty where that is not possible, which is noted. */
    static Optional<TaskTypes> resolve(TaskCandidate candidate, TaskProblems problems) {
        boolean plain = DurableTask.class.isAssignableFrom(candidate.beanClass());
        boolean parent = ParentTask.class.isAssignableFrom(candidate.beanClass());
        if (plain == parent) {
            problems.add(
                    candidate.name(),
                    "implements " + (plain ? "both DurableTask and ParentTask" : "neither DurableTask nor ParentTask")
                            + "; a task implements one of them");
            return Optional.empty();
        }
        Class<?> form = plain ? DurableTask.class : ParentTask.class;
        Type seen = Generics.supertype(candidate.beanClass(), form).orElseThrow();
        if (!(seen instanceof ParameterizedType generic)) {
            problems.add(
                    candidate.name(),
                    "implements " + form.getSimpleName() + " without type arguments; allowed is "
                            + (plain ? "DurableTask<I, O>" : "ParentTask<I, R, O>") + " with types in their places");
            return Optional.empty();
        }
        Type[] arguments = generic.getActualTypeArguments();
        TaskTypes types = plain
                ? new TaskTypes(TaskForm.PLAIN, arguments[0], null, arguments[1])
                : new TaskTypes(TaskForm.PARENT, arguments[0], arguments[1], arguments[2]);
        return types.areParticular(candidate, problems) ? Optional.of(types) : Optional.empty();
    }

    private boolean areParticular(TaskCandidate candidate, TaskProblems problems) {
        boolean allAre = isParticular("input", input, candidate, problems);
        allAre &= runOutput == null || isParticular("run output", runOutput, candidate, problems);
        return isParticular("output", output, candidate, problems) && allAre;
    }

    private static boolean isParticular(String role, Type type, TaskCandidate candidate, TaskProblems problems) {
        if (hasUnknown(type)) {
            problems.add(
                    candidate.name(),
                    role + " is " + type.getTypeName() + "; allowed are types without type variables and wildcards");
            return false;
        }
        return true;
    }

    private static boolean hasUnknown(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).anyMatch(TaskTypes::hasUnknown);
        }
        if (type instanceof GenericArrayType array) {
            return hasUnknown(array.getGenericComponentType());
        }
        return type instanceof TypeVariable<?> || type instanceof WildcardType;
    }

    /**
     * Notes what JSON cannot carry. What a combining step takes is not carried: it is put together from payloads that
     * are judged where they are declared.
     */
    void judge(TaskCandidate candidate, TaskProblems problems) {
        if (TaskDefinition.finishedTypes(input).isEmpty()) {
            judge("input", input, candidate, problems);
        }
        if (runOutput != null) {
            judge("run output", runOutput, candidate, problems);
        }
        judge("output", output, candidate, problems);
    }

    private static void judge(String role, Type type, TaskCandidate candidate, TaskProblems problems) {
        for (String problem : CarriedTypes.problems(type)) {
            problems.add(candidate.name(), role + " " + problem);
        }
    }
}
