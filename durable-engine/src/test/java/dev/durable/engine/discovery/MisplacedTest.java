package dev.durable.engine.discovery;

import static dev.durable.engine.discovery.Deployment.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.engine.discovery.Deployment.Idle;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** What is said of annotations on classes that do not become beans, or that nobody could call. */
class MisplacedTest {

    @Task(id = "onInterface")
    public interface OnInterface extends DurableTask<String, String> {}

    @Task(id = "onAbstract")
    public abstract static class OnAbstract extends Idle<String, String> {}

    @Task(id = "onInner")
    public class OnInner extends Idle<String, String> {}

    @Task(id = "onEnum")
    public enum OnEnum implements DurableTask<String, String> {
        ONE;

        @Override
        public String run(TaskContext context, String input) {
            return input;
        }
    }

    @Task(id = "noConstructor")
    public static class NoConstructor extends Idle<String, String> {
        public NoConstructor(String name) {
            assertThat(name).isNotEmpty();
        }
    }

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Watched {}

    @Task(id = "onInterceptor")
    @Interceptor
    @Watched
    public static class OnInterceptor extends Idle<String, String> {
        @AroundInvoke
        Object around(InvocationContext context) throws Exception {
            return context.proceed();
        }
    }

    @Task(id = "onDecorator")
    @Decorator
    public static class OnDecorator implements DurableTask<String, String> {
        @Inject
        @Delegate
        @Any
        DurableTask<String, String> delegate;

        @Override
        public String run(TaskContext context, String input) throws Exception {
            return delegate.run(context, input);
        }
    }

    @Task(id = "uncallable")
    @Typed({})
    public static class Uncallable extends Idle<String, String> {}

    @Test
    void annotationsAreOnClassesThatBecomeBeans() {
        assertMisplaced(OnInterface.class, "an interface");
        assertMisplaced(OnAbstract.class, "an abstract class");
        assertMisplaced(OnInner.class, "an inner class that is not static");
        assertMisplaced(OnEnum.class, "an enum");
        assertMisplaced(NoConstructor.class, "a class without a constructor that CDI can call");
    }

    @Test
    void annotationsAreNotOnInterceptorsAndDecorators() {
        assertMisplaced(OnInterceptor.class, "an interceptor");
        assertMisplaced(OnDecorator.class, "a decorator");
    }

    @Test
    void aBeanHasATypeToCallItBy() {
        assertProblem(
                Uncallable.class,
                "@Typed leaves no type by which the bean can be called; allowed is its class or its form");
    }

    private void assertMisplaced(Class<?> type, String what) {
        assertProblem(type, "@Task is on " + what + "; allowed is a class that CDI makes a bean of");
    }
}
