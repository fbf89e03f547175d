package dev.durable.engine.discovery;

import dev.durable.DurableException;
import dev.durable.Task;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the beans annotated with {@link Task} in every archive of the application, and judges them when all are
 * known: what is wrong stops the deployment with one message that lists every problem.
 */
public class TaskExtension implements Extension {

    private final TaskProblems problems = new TaskProblems();
    private final List<Found> found = new ArrayList<>();
    private @Nullable List<TaskDefinition> tasks;

    /**
     * The tasks of this application.
     *
     * @throws IllegalStateException before the deployment has been validated
     */
    public List<TaskDefinition> tasks() {
        List<TaskDefinition> judged = tasks;
        if (judged == null) {
            throw new IllegalStateException("The tasks of this application are known once it has been validated");
        }
        return judged;
    }

    void seeClass(@Observes @WithAnnotations(Task.class) ProcessAnnotatedType<?> event) {
        if (event.getAnnotatedType().isAnnotationPresent(Task.class)) {
            Misplaced.reason(event.getAnnotatedType())
                    .ifPresent(what -> problems.add(
                            event.getAnnotatedType().getJavaClass().getName(),
                            "@Task is on " + what + "; allowed is a class that CDI makes a bean of"));
        }
    }

    /** Called for enabled beans only: a vetoed class or an alternative that is not selected is simply no task. */
    void seeBean(@Observes ProcessManagedBean<?> event) {
        Task task = event.getAnnotated().getAnnotation(Task.class);
        if (task != null) {
            found.add(new Found(event.getBean(), task));
        }
    }

    void judge(@Observes AfterDeploymentValidation event, BeanManager manager) {
        List<TaskCandidate> candidates = new ArrayList<>();
        for (Found each : found) {
            each.candidate(manager)
                    .ifPresentOrElse(candidates::add, () -> problems.add(each.name(), Found.NOT_CALLABLE));
        }
        try {
            tasks = new TaskJudge(candidates, problems).judge();
        } catch (DurableException e) {
            event.addDeploymentProblem(e);
        }
    }

    /** A bean as the container showed it; references can be had only once the deployment is validated. */
    private record Found(Bean<?> bean, Task task) {

        static final String NOT_CALLABLE =
                "@Typed leaves no type by which the bean can be called; allowed is its class or its form";

        String name() {
            return bean.getBeanClass().getName();
        }

        Optional<TaskCandidate> candidate(BeanManager manager) {
            Optional<Type> type = BeanReference.callableType(bean);
            return type.map(callable ->
                    new TaskCandidate(bean.getBeanClass(), task, new BeanReference(manager, bean, callable)));
        }
    }
}
