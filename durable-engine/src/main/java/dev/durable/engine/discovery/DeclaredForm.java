package dev.durable.engine.discovery;

import dev.durable.AnyTask;
import dev.durable.DurableTask;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.SleepingTask;
import dev.durable.TaskContext;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.transaction.DeclaredTransaction;
import java.lang.reflect.Method;
import java.lang.reflect.TypeVariable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The forms of tasks as a table: for each the interface that a bean implements, and what its type arguments are. */
enum DeclaredForm {
    PLAIN(TaskForm.PLAIN, DurableTask.class, "input", "output"),
    PARENT(TaskForm.PARENT, ParentTask.class, "input", "result of run", "output"),
    SEQUENCE(TaskForm.SEQUENCE, SequenceTask.class, "input", "output"),
    LOOP(TaskForm.LOOP, LoopTask.class, "input", "state", "output"),
    SLEEPING(TaskForm.SLEEPING, SleepingTask.class, "input", "output");

    private final TaskForm form;
    private final Class<?> type;
    private final List<String> roles;

    DeclaredForm(TaskForm form, @SuppressWarnings("rawtypes") Class<? extends AnyTask> type, String... roles) {
        this.form = form;
        this.type = type;
        this.roles = List.of(roles);
    }

    /** Those that a class implements. */
    static List<DeclaredForm> of(Class<?> beanClass) {
        return Stream.of(values())
                .filter(each -> each.type.isAssignableFrom(beanClass))
                .toList();
    }

    static DeclaredForm of(TaskForm form) {
        return Stream.of(values()).filter(each -> each.form == form).findFirst().orElseThrow();
    }

    /** The names of several, as a sentence lists them. */
    static String names(List<DeclaredForm> forms) {
        List<String> names =
                forms.stream().map(each -> each.type.getSimpleName()).toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    TaskForm form() {
        return form;
    }

    Class<?> type() {
        return type;
    }

    /** What its type arguments are, in their order: the first is what the task takes, the last what it returns. */
    List<String> roles() {
        return roles;
    }

    /** With its type parameters, as it is declared. */
    String written() {
        return Stream.of(type.getTypeParameters())
                .map(TypeVariable::getName)
                .collect(Collectors.joining(", ", type.getSimpleName() + "<", ">"));
    }

    /** What {@code @Transactional} asks for the bodies of a class: the methods that are told who is running. */
    Stream<BodyTransaction> transactions(Class<?> beanClass) {
        return Stream.of(type.getDeclaredMethods())
                .filter(DeclaredForm::isBody)
                .flatMap(body -> implementations(beanClass, body))
                .flatMap(method -> DeclaredTransaction.of(beanClass, method).stream()
                        .map(declared -> new BodyTransaction(method.getName(), declared)))
                .distinct();
    }

    /** The method, and what the compiler puts beside it for the erased types, with the same annotations. */
    private Stream<Method> implementations(Class<?> beanClass, Method body) {
        return Stream.of(beanClass.getMethods())
                .filter(method -> method.getDeclaringClass() != type
                        && isBody(method)
                        && method.getName().equals(body.getName())
                        && method.getParameterCount() == body.getParameterCount());
    }

    private static boolean isBody(Method method) {
        return method.getParameterCount() > 0 && method.getParameterTypes()[0] == TaskContext.class;
    }

    /**
     * What a body is annotated with.
     *
     * @param method the name of its method
     * @param declared what it asks for
     */
    record BodyTransaction(String method, DeclaredTransaction declared) {

        /** Whether what the body does is committed when it returns. */
        boolean begins() {
            return declared.begins();
        }

        /** Whether the body does not run in the engine's transaction. */
        boolean leaves() {
            return declared.leaves();
        }

        @Override
        public String toString() {
            return method + " is " + declared;
        }
    }
}
