package dev.durable.engine.discovery;

import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the combine step of each parent: its own {@code finish} method, or the task that its annotation names. There
 * is none where the parent returns what it would be given.
 *
 * @param types the resolved types of all tasks, by their classes
 * @param ids the ids of all tasks, by their classes
 */
record CombineDeclaration(Map<Class<?>, TaskTypes> types, Map<Class<?>, String> ids, TaskProblems problems) {

    /** The id of the task that combines; the own id where it is the bean itself, null for none. Problems are noted. */
    @Nullable
    String of(TaskCandidate candidate, TaskTypes parent) {
        Class<?> named = candidate.task().combineTask();
        boolean own = isOwn(candidate);
        if (named == Task.None.class) {
            if (!own) {
                judgeDefault(candidate, parent);
            }
            return own ? candidate.task().id() : null;
        }
        if (named == candidate.beanClass()) {
            add(candidate, "combineTask is the parent itself, which would never end; override finish instead");
        } else if (own) {
            add(candidate, "has both a finish method and the combineTask " + named.getName() + "; allowed is one");
        } else if (!ids.containsKey(named)) {
            add(
                    candidate,
                    "combineTask " + named.getName() + " is no task; allowed is a CDI bean annotated with @Task");
        } else {
            judgeTypes(candidate, parent, named);
        }
        return ids.get(named);
    }

    /** Notes where a task that is no parent names a combine step. */
    void judgeOther(TaskCandidate candidate) {
        Class<?> named = candidate.task().combineTask();
        if (named != Task.None.class) {
            add(candidate, "combineTask is " + named.getName() + ", but only a ParentTask has anything to combine");
        }
    }

    /** Whether a parent combines by a method of its own. */
    static boolean isOwn(TaskCandidate candidate) {
        Class<?> beanClass = candidate.beanClass();
        try {
            return beanClass
                            .getMethod("combine", TaskContext.class, Finished.class)
                            .getDeclaringClass()
                    != ParentTask.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("A ParentTask has a finish method: " + beanClass.getName(), e);
        }
    }

    private void judgeDefault(TaskCandidate candidate, TaskTypes parent) {
        FinishedTypes all = finished(parent);
        if (!FinishedTypes.of(parent.output()).equals(Optional.of(all))) {
            add(
                    candidate,
                    "has nothing that combines; override finish, name a task by combineTask, or return " + all
                            + ", which needs neither");
        }
    }

    private void judgeTypes(TaskCandidate candidate, TaskTypes parent, Class<?> named) {
        TaskTypes step = types.get(named);
        if (step == null) {
            return;
        }
        FinishedTypes all = finished(parent);
        if (!FinishedTypes.of(step.input()).equals(Optional.of(all))) {
            add(
                    candidate,
                    "combineTask " + named.getName() + " takes " + step.input().getTypeName() + "; allowed is " + all);
        }
        if (!step.output().equals(parent.output())) {
            add(
                    candidate,
                    "combineTask " + named.getName() + " returns "
                            + step.output().getTypeName() + "; allowed is "
                            + parent.output().getTypeName());
        }
    }

    private static FinishedTypes finished(TaskTypes parent) {
        return new FinishedTypes(parent.arguments().get(0), parent.arguments().get(1));
    }

    private void add(TaskCandidate candidate, String what) {
        problems.add(candidate.name(), what);
    }
}
