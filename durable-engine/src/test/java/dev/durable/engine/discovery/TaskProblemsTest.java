package dev.durable.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.durable.AnyTask;
import dev.durable.Children;
import dev.durable.DurableException;
import dev.durable.DurableTask;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
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
import java.util.List;
import java.util.stream.Stream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is said of tasks that are not as they should be: each problem by its very line. */
class TaskProblemsTest {

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

    private static List<String> deploymentProblems(Class<?>... classes) {
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

    private static void assertProblem(Class<?> bean, String what, Class<?>... others) {
        Class<?>[] all = Stream.concat(Stream.of(bean), Stream.of(others)).toArray(Class<?>[]::new);
        assertThat(deploymentProblems(all)).containsExactly("1 problem with tasks:", bean.getName() + ": " + what);
    }

    @Nested
    class Together {

        @Test
        void threeMistakesAreInOneMessage() {
            assertThat(deploymentProblems(Mistake1.class, Mistake2.class, Mistake3.class, Fine.class))
                    .containsExactly(
                            "3 problems with tasks:",
                            Mistake1.class.getName()
                                    + ": id is \"not an id\", allowed are 1 to 255 letters (A to Z, a to z), digits"
                                    + " and underscores",
                            Mistake2.class.getName() + ": timeout is PT0S, allowed are PT0.001S to PT8760H",
                            Mistake3.class.getName()
                                    + ": input Order.items[].handler: java.lang.Runnable is an interface");
        }

        @Test
        void oneBeanMayHaveSeveral() {
            String name = Everything.class.getName();
            assertThat(deploymentProblems(Everything.class))
                    .containsExactly(
                            "6 problems with tasks:",
                            name
                                    + ": id is \"\", allowed are 1 to 255 letters (A to Z, a to z), digits and underscores",
                            name + ": input Object: java.lang.Object does not say what it holds",
                            name + ": maxRetries is -1, allowed are 0 to 1000",
                            name + ": maxRetryDelay is \"later\", allowed are ISO-8601 durations such as PT30S",
                            name + ": retryJitter is 2.0, allowed are 0 to 1",
                            name + ": timeout is \"soon\", allowed are ISO-8601 durations such as PT30S");
        }
    }

    @Task(id = "not an id")
    public static class Mistake1 extends Idle<String, String> {}

    @Task(id = "mistake2", timeout = "PT0S")
    public static class Mistake2 extends Idle<String, String> {}

    @Task(id = "mistake3")
    public static class Mistake3 extends Idle<Order, Void> {}

    @Task(id = "fine")
    public static class Fine extends Idle<String, String> {}

    @Task(id = "", timeout = "soon", maxRetries = -1, maxRetryDelay = "later", retryJitter = 2)
    public static class Everything extends Idle<Object, String> {}

    record Order(String id, List<Item> items) {}

    record Item(Runnable handler) {}

    @Nested
    class Ids {

        @Test
        void areWellFormedToTheirEnd() {
            assertProblem(
                    Trailing.class,
                    "id is \"abc?\", allowed are 1 to 255 letters (A to Z, a to z), digits and underscores");
        }

        @Test
        void areAscii() {
            assertProblem(
                    Umlaut.class, "id is \"ä\", allowed are 1 to 255 letters (A to Z, a to z), digits and underscores");
        }

        @Test
        void areShort() {
            assertThat(deploymentProblems(TooLong.class))
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("1 to 255 letters");
        }

        @Test
        void belongToOneTask() {
            assertThat(deploymentProblems(Same1.class, Same2.class))
                    .containsExactly(
                            "1 problem with tasks:",
                            Same1.class.getName() + ", " + Same2.class.getName()
                                    + ": id \"same\" is used by all of them; each task has an id of its own");
        }

        @Test
        void areNotSharedByCopiesOfOneClass() {
            TaskProblems problems = new TaskProblems();
            TaskCandidate candidate = new TaskCandidate(
                    Fine.class, Fine.class.getAnnotation(Task.class), () -> new TaskInstance(null, null));
            new TaskIds(List.of(candidate, candidate), problems).judge();
            assertThat(problems.message().lines())
                    .containsExactly(
                            "1 problem with tasks:",
                            Fine.class.getName()
                                    + ": id \"fine\" is used by 2 copies of this class; package it once, in the lib of"
                                    + " the EAR");
        }

        @Test
        void differInMoreThanCase() {
            assertThat(deploymentProblems(Upper.class, Lower.class))
                    .containsExactly(
                            "1 problem with tasks:",
                            Upper.class.getName() + ", " + Lower.class.getName()
                                    + ": ids \"LOAD\" and \"load\" share the environment variable"
                                    + " DURABLE_TASK_LOAD_DELAY; rename one");
        }

        @Test
        void doNotEndLikeAnOption() {
            assertThat(deploymentProblems(Lower.class, LowerRetry.class))
                    .containsExactly(
                            "1 problem with tasks:",
                            Lower.class.getName() + ", " + LowerRetry.class.getName()
                                    + ": ids \"load\" and \"load_retry\" share the environment variable"
                                    + " DURABLE_TASK_LOAD_RETRY_DELAY; rename one");
        }
    }

    @Task(id = "abc\n")
    public static class Trailing extends Idle<String, String> {}

    @Task(id = "ä")
    public static class Umlaut extends Idle<String, String> {}

    @Task(
            id = "x234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
                    + "x234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
                    + "x234567890123456789012345678901234567890123456789012345678901234567890")
    public static class TooLong extends Idle<String, String> {}

    @Task(id = "same")
    public static class Same1 extends Idle<String, String> {}

    @Task(id = "same")
    public static class Same2 extends Idle<String, String> {}

    @Task(id = "LOAD")
    public static class Upper extends Idle<String, String> {}

    @Task(id = "load")
    public static class Lower extends Idle<String, String> {}

    @Task(id = "load_retry")
    public static class LowerRetry extends Idle<String, String> {}

    @Nested
    class Forms {

        @Test
        void thereIsOne() {
            assertProblem(NoForm.class, "implements neither DurableTask nor ParentTask; a task implements one of them");
            assertProblem(
                    OnlyRoot.class, "implements neither DurableTask nor ParentTask; a task implements one of them");
        }

        @Test
        void thereIsOnlyOne() {
            assertProblem(BothForms.class, "implements both DurableTask and ParentTask; a task implements one of them");
        }

        @Test
        void haveTypeArguments() {
            assertProblem(
                    RawPlain.class,
                    "implements DurableTask without type arguments; allowed is DurableTask<I, O> with types in their"
                            + " places");
            assertProblem(
                    RawParent.class,
                    "implements ParentTask without type arguments; allowed is ParentTask<I, R, O> with types in their"
                            + " places");
        }

        @Test
        void haveTypesInThePlaceOfVariables() {
            assertProblem(Generic.class, "input is T; allowed are types without type variables and wildcards");
            assertProblem(
                    OfRawBase.class,
                    "output is java.util.List<T[]>; allowed are types without type variables and wildcards");
        }

        @Test
        void haveNoWildcards() {
            assertProblem(
                    Wildcard.class,
                    "input is java.util.List<? extends java.lang.Number>; allowed are types without type variables and"
                            + " wildcards");
        }
    }

    @Task(id = "noForm")
    public static class NoForm {}

    @Task(id = "onlyRoot")
    public static class OnlyRoot implements AnyTask<String, String> {}

    @Task(id = "bothForms")
    public static class BothForms
            implements DurableTask<String, Children<Integer>>, ParentTask<String, Integer, Children<Integer>> {
        @Override
        public Children<Integer> run(TaskContext context, String input) {
            return Children.of(1);
        }
    }

    @Task(id = "rawPlain")
    @SuppressWarnings("rawtypes") // the mistake
    public static class RawPlain implements DurableTask {
        @Override
        public Object run(TaskContext context, Object input) {
            return input;
        }
    }

    @Task(id = "rawParent")
    @SuppressWarnings({"rawtypes", "unchecked"}) // the mistake
    public static class RawParent implements ParentTask {
        @Override
        public Children run(TaskContext context, Object input) {
            return Children.of(input);
        }

        @Override
        public Object finish(TaskContext context, Finished all) {
            return all;
        }
    }

    @Task(id = "generic")
    public static class Generic<T> extends Idle<T, String> {}

    public abstract static class RawBase<T> extends Idle<String, List<T[]>> {}

    @Task(id = "ofRawBase")
    @SuppressWarnings("rawtypes") // the mistake
    public static class OfRawBase extends RawBase {}

    @Task(id = "wildcard")
    public static class Wildcard extends Idle<List<? extends Number>, String> {}

    @Nested
    class Options {

        @Test
        void areDurationsOrNumbersWithinTheirRanges() {
            assertProblem(WrongTimeout.class, "timeout is \"5 minutes\", allowed are ISO-8601 durations such as PT30S");
            assertProblem(WrongDelay.class, "delay is PT-1S, allowed are PT0S to PT8760H");
            assertProblem(WrongRetries.class, "maxRetries is 1001, allowed are 0 to 1000");
            assertProblem(WrongMultiplier.class, "retryMultiplier is 0.5, allowed are 1 to 10");
            assertProblem(WrongJitter.class, "retryJitter is NaN, allowed are 0 to 1");
            assertProblem(WrongRetryDelay.class, "retryDelay is \"\", allowed are ISO-8601 durations such as PT30S");
            assertProblem(WrongMaxRetryDelay.class, "maxRetryDelay is PT5M, allowed are retryDelay (PT10M) to PT24H");
        }
    }

    @Task(id = "wrongTimeout", timeout = "5 minutes")
    public static class WrongTimeout extends Idle<String, String> {}

    @Task(id = "wrongDelay", delay = "PT-1S")
    public static class WrongDelay extends Idle<String, String> {}

    @Task(id = "wrongRetries", maxRetries = 1001)
    public static class WrongRetries extends Idle<String, String> {}

    @Task(id = "wrongMultiplier", retryMultiplier = 0.5)
    public static class WrongMultiplier extends Idle<String, String> {}

    @Task(id = "wrongJitter", retryJitter = Double.NaN)
    public static class WrongJitter extends Idle<String, String> {}

    @Task(id = "wrongRetryDelay", retryDelay = "")
    public static class WrongRetryDelay extends Idle<String, String> {}

    @Task(id = "wrongMaxRetryDelay", retryDelay = "PT10M")
    public static class WrongMaxRetryDelay extends Idle<String, String> {}

    @Nested
    class TypesOfPayloads {

        @Test
        void areCarriedByJson() {
            assertProblem(BadInput.class, "input Thread: java.lang.Thread has no form in JSON");
            assertProblem(BadOutput.class, "output List[]: java.lang.Object does not say what it holds");
            assertProblem(BadRunOutput.class, "run output Runnable: java.lang.Runnable is an interface");
        }

        @Test
        void areFinishedOnlyForACombiningStep() {
            assertProblem(
                    Orphan.class,
                    "input is dev.durable.Finished<java.lang.String, java.lang.Integer>, but no parent names it as its"
                            + " finalizeTask");
        }
    }

    @Task(id = "badInput")
    public static class BadInput extends Idle<Thread, String> {}

    @Task(id = "badOutput")
    public static class BadOutput extends Idle<String, List<Object>> {}

    @Task(id = "badRunOutput")
    public static class BadRunOutput extends IdleParent<String, Runnable, String> {
        @Override
        public String finish(TaskContext context, Finished<String, Runnable> all) {
            return "";
        }
    }

    @Task(id = "orphan")
    public static class Orphan extends Idle<Finished<String, Integer>, String> {}

    @Nested
    class CombiningSteps {

        @Test
        void mustBeThere() {
            assertProblem(
                    Uncombined.class, "has nothing that combines; override finish, or name a task by finalizeTask");
        }

        @Test
        void areOne() {
            assertProblem(
                    Twice.class,
                    "has both a finish method and the finalizeTask " + Combine.class.getName() + "; allowed is one",
                    Combine.class);
        }

        @Test
        void areNotTheParentItself() {
            assertProblem(
                    Endless.class, "finalizeTask is the parent itself, which would never end; override finish instead");
        }

        @Test
        void areTasks() {
            assertProblem(
                    NamesNoTask.class,
                    "finalizeTask " + NotATask.class.getName()
                            + " is no task; allowed is a CDI bean annotated with @Task",
                    NotATask.class);
        }

        @Test
        void belongToParents() {
            assertProblem(
                    PlainWithStep.class,
                    "finalizeTask is " + Fine.class.getName() + ", but only a ParentTask has anything to finalize",
                    Fine.class);
        }

        @Test
        void takeWhatTheParentHas() {
            assertProblem(
                    OtherInput.class,
                    "finalizeTask " + Combine.class.getName()
                            + " takes dev.durable.Finished<java.lang.String, java.lang.Integer>; allowed is"
                            + " dev.durable.Finished<java.lang.Integer, java.lang.Integer>",
                    Combine.class);
            assertProblem(
                    PlainInput.class,
                    "finalizeTask " + Fine.class.getName() + " takes java.lang.String; allowed is"
                            + " dev.durable.Finished<java.lang.String, java.lang.Integer>",
                    Fine.class);
        }

        @Test
        void returnWhatTheParentReturns() {
            assertProblem(
                    OtherOutput.class,
                    "finalizeTask " + Combine.class.getName() + " returns java.lang.String; allowed is java.lang.Long",
                    Combine.class);
        }

        @Test
        void mayBeShared() {
            assertThat(deploymentProblems(Combined1.class, Combined2.class, Combine.class))
                    .isEmpty();
        }
    }

    @Task(id = "combine")
    public static class Combine extends Idle<Finished<String, Integer>, String> {}

    @Task(id = "uncombined")
    public static class Uncombined extends IdleParent<String, Integer, String> {}

    @Task(id = "twice", finalizeTask = Combine.class)
    public static class Twice extends IdleParent<String, Integer, String> {
        @Override
        public String finish(TaskContext context, Finished<String, Integer> all) {
            return "";
        }
    }

    @Task(id = "endless", finalizeTask = Endless.class)
    public static class Endless extends IdleParent<String, Integer, String> {}

    public static class NotATask extends Idle<Finished<String, Integer>, String> {}

    @Task(id = "namesNoTask", finalizeTask = NotATask.class)
    public static class NamesNoTask extends IdleParent<String, Integer, String> {}

    @Task(id = "plainWithStep", finalizeTask = Fine.class)
    public static class PlainWithStep extends Idle<String, String> {}

    @Task(id = "otherInput", finalizeTask = Combine.class)
    public static class OtherInput extends IdleParent<Integer, Integer, String> {}

    @Task(id = "plainInput", finalizeTask = Fine.class)
    public static class PlainInput extends IdleParent<String, Integer, String> {}

    @Task(id = "otherOutput", finalizeTask = Combine.class)
    public static class OtherOutput extends IdleParent<String, Integer, Long> {}

    @Task(id = "combined1", finalizeTask = Combine.class)
    public static class Combined1 extends IdleParent<String, Integer, String> {}

    @Task(id = "combined2", finalizeTask = Combine.class)
    public static class Combined2 extends IdleParent<String, Integer, String> {}

    @Nested
    class Annotations {

        @Test
        void areOnClassesThatBecomeBeans() {
            assertMisplaced(OnInterface.class, "an interface");
            assertMisplaced(OnAbstract.class, "an abstract class");
            assertMisplaced(OnInner.class, "an inner class that is not static");
            assertMisplaced(OnEnum.class, "an enum");
            assertMisplaced(NoConstructor.class, "a class without a constructor that CDI can call");
        }

        @Test
        void areNotOnInterceptorsAndDecorators() {
            assertMisplaced(OnInterceptor.class, "an interceptor");
            assertMisplaced(OnDecorator.class, "a decorator");
        }

        @Test
        void leaveATypeToCallTheBeanBy() {
            assertProblem(
                    Uncallable.class,
                    "@Typed leaves no type by which the bean can be called; allowed is its class, DurableTask or"
                            + " ParentTask");
        }

        private void assertMisplaced(Class<?> type, String what) {
            assertProblem(type, "@Task is on " + what + "; allowed is a class that CDI makes a bean of");
        }
    }

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
}
