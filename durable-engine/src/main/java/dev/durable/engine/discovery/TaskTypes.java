package dev.durable.engine.discovery;

import dev.durable.engine.payload.CarriedTypes;
import dev.durable.engine.payload.Generics;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The form of a task and the types it is declared with.
 *
 * @param form its form
 * @param arguments the type arguments of the form, in their order
 */
record TaskTypes(DeclaredForm form, List<Type> arguments) {

    private static final String ALL_FORMS = DeclaredForm.names(List.of(DeclaredForm.values()));

    /** Resolves the types of a bean's class; empty where that is not possible, which is noted. */
    static Optional<TaskTypes> resolve(TaskCandidate candidate, TaskProblems problems) {
        List<DeclaredForm> forms = DeclaredForm.of(candidate.beanClass());
        if (forms.size() != 1) {
            String what = forms.isEmpty() ? "no form of a task" : DeclaredForm.names(forms);
            problems.add(candidate.name(), "implements " + what + "; allowed is one of " + ALL_FORMS);
            return Optional.empty();
        }
        DeclaredForm form = forms.get(0);
        Type seen = Generics.supertype(candidate.beanClass(), form.type()).orElseThrow();
        if (!(seen instanceof ParameterizedType generic)) {
            problems.add(
                    candidate.name(),
                    "implements " + form.type().getSimpleName() + " without type arguments; allowed is "
                            + form.written() + " with types in their places");
            return Optional.empty();
        }
        TaskTypes types = new TaskTypes(form, List.of(generic.getActualTypeArguments()));
        return types.areParticular(candidate, problems) ? Optional.of(types) : Optional.empty();
    }

    /** What it takes. */
    Type input() {
        return arguments.get(0);
    }

    /** What the body of a parent returns beside its children, or an iteration of a loop hands on; null elsewhere. */
    @Nullable
    Type runOutput() {
        return arguments.size() > 2 ? arguments.get(1) : null;
    }

    /** What it returns. */
    Type output() {
        return arguments.get(arguments.size() - 1);
    }

    private boolean areParticular(TaskCandidate candidate, TaskProblems problems) {
        boolean allAre = true;
        for (int i = 0; i < arguments.size(); i++) {
            if (hasUnknown(arguments.get(i))) {
                problems.add(
                        candidate.name(),
                        form.roles().get(i) + " is " + arguments.get(i).getTypeName()
                                + "; allowed are types without type variables and wildcards");
                allAre = false;
            }
        }
        return allAre;
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
     * Notes what JSON cannot carry, where it has to: a type is judged with the task whose values of it are stored. What
     * goes through a sequence is its steps', what a parent returns is its combine step's unless it combines by
     * itself, and a {@link dev.durable.Finished} is put together from payloads that are judged where they are declared.
     */
    void judge(TaskCandidate candidate, TaskProblems problems) {
        if (form == DeclaredForm.SEQUENCE) {
            return;
        }
        boolean returnsByItself = form != DeclaredForm.PARENT || CombineDeclaration.isOwn(candidate);
        int stored = returnsByItself ? arguments.size() : arguments.size() - 1;
        for (int i = FinishedTypes.of(input()).isPresent() ? 1 : 0; i < stored; i++) {
            for (String problem : problems(arguments.get(i))) {
                problems.add(candidate.name(), form.roles().get(i) + " " + problem);
            }
        }
    }

    private static List<String> problems(Type stored) {
        return FinishedTypes.of(stored)
                .map(all -> List.of("is " + all + ", which is never stored; only a ParentTask without anything that"
                        + " combines returns it"))
                .orElseGet(() -> CarriedTypes.problems(stored));
    }
}
