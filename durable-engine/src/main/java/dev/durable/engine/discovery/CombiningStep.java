package dev.durable.engine.discovery;

import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the combining step of each parent: its own {@code finish} method, or the task that its annotation names.
 *
 * @param types the resolved types of all tasks, by their classes
 * @param ids the ids of all tasks, by their classes
 */
record CombiningStep(Map<Class<?>, TaskTypes> types, Map<Class<?>, String> ids, TaskProblems problems) {

    /** The id of the task that combines; the own id where it is the bean itself. Problems are noted. */
    String of(TaskCandidate candidate, TaskTypes parent) {
        Class<?> named = candidate.task().finalizeTask();
        boolean finishes = finishes(candidate.beanClass());
        if (named == Task.None.class) {
            if (!finishes) {
                add(candidate, "has nothing that combines; override finish, or name a task by finalizeTask");
            }
            return candidate.task().id();
        }
        if (named == candidate.beanClass()) {
            add(candidate, "finalizeTask is the parent itself, which would never end; override finish instead");
        } else if (finishes) {
            add(candidate, "has both a finish method and the finalizeTask " + named.getName() + "; allowed is one");
        } else if (!ids.containsKey(named)) {
            add(
                    candidate,
                    "finalizeTask " + named.getName() + " is no task; allowed is a CDI bean annotated with @Task");
        } else {
            judgeTypes(candidate, parent, named);
        }
        return ids.getOrDefault(named, candidate.task().id());
    }

    /** Notes where a task that is no parent names a combining step. */
    void judgePlain(TaskCandidate candidate) {
        Class<?> named = candidate.task().finalizeTask();
        if (named != Task.None.class) {
            add(candidate, "finalizeTask is " + named.getName() + ", but only a ParentTask has anything to finalize");
        }
    }

    private void judgeTypes(TaskCandidate candidate, TaskTypes parent, Class<?> named) {
        TaskTypes step = types.get(named);
        if (step == null || parent.runOutput() == null) {
            return;
        }
        Optional<FinishedTypes> taken = TaskDefinition.finishedTypes(step.input());
        if (!taken.equals(Optional.of(new FinishedTypes(parent.input(), parent.runOutput())))) {
            add(
                    candidate,
                    "finalizeTask " + named.getName() + " takes " + step.input().getTypeName() + "; allowed is "
                            + Finished.class.getName() + "<" + parent.input().getTypeName() + ", "
                            + parent.runOutput().getTypeName() + ">");
        }
        if (!step.output().equals(parent.output())) {
            add(
                    candidate,
                    "finalizeTask " + named.getName() + " returns "
                            + step.output().getTypeName() + "; allowed is "
                            + parent.output().getTypeName());
        }
    }

    private static boolean finishes(Class<?> beanClass) {
        try {
            return beanClass
                            .getMethod("finish", TaskContext.class, Finished.class)
                            .getDeclaringClass()
                    != ParentTask.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("A ParentTask has a finish method: " + beanClass.getName(), e);
        }
    }

    private void add(TaskCandidate candidate, String what) {
        problems.add(candidate.name(), what);
    }
}
