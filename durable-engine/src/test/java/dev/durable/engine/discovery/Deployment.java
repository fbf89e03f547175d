package dev.durable.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.durable.Children;
import dev.durable.DurableException;
import dev.durable.DurableTask;
import dev.durable.ParentTask;
import dev.durable.TaskContext;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** Deploys tasks that are not as they should be, and reads what is said of them: each problem by its very line. */
final class Deployment {

    private Deployment() {}

    /** Does nothing, for tasks whose body does not matter. */
    public abstract static class Idle<I, O> implements DurableTask<I, O> {
        @Override
        public O run(TaskContext context, I input) {
            return null;
        }
    }

    /** As {@link Idle}, for parents. */
    public abstract static class IdleParent<I, R, O> implements ParentTask<I, R, O> {
        @Override
        public Children<R> run(TaskContext context, I input) {
            return Children.of(null);
        }
    }

    /** The lines of the message that stops the deployment of these classes; none if they are deployed. */
    static List<String> deploymentProblems(Class<?>... classes) {
        Throwable thrown = catchThrowable(() -> {
            try (WeldContainer container = new Weld()
                    .disableDiscovery()
                    .addExtension(new TaskExtension())
                    .addBeanClasses(classes)
                    .initialize()) {
                assertThat(container.isRunning()).isTrue();
            }
        });
        if (thrown == null) {
            return List.of();
        }
        DurableException problem = Stream.iterate(thrown, Throwable::getCause)
                .filter(DurableException.class::isInstance)
                .map(DurableException.class::cast)
                .findFirst()
                .orElseThrow();
        return problem.getMessage().lines().toList();
    }

    /** One problem, and with the first of these classes. */
    static void assertProblem(Class<?> bean, String what, Class<?>... others) {
        Class<?>[] all = Stream.concat(Stream.of(bean), Stream.of(others)).toArray(Class<?>[]::new);
        assertThat(deploymentProblems(all)).containsExactly("1 problem with tasks:", bean.getName() + ": " + what);
    }
}
