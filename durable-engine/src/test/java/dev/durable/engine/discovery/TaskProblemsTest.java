package dev.durable.engine.discovery;

import static dev.durable.engine.discovery.Deployment.assertProblem;
import static dev.durable.engine.discovery.Deployment.deploymentProblems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.AnyTask;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.SleepingTask;
import dev.durable.Steps;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.engine.discovery.Deployment.Idle;
import dev.durable.engine.discovery.Deployment.IdleParent;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is said of tasks that are not as they should be: each problem by its very line. */
class TaskProblemsTest {
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

    private static final String FORMS = "DurableTask, ParentTask, SequenceTask, LoopTask and SleepingTask";

    @Nested
    class BodyDispatcher {

        @Test
        void thereIsOne() {
            assertProblem(NoForm.class, "implements no form of a task; allowed is one of " + FORMS);
            assertProblem(OnlyRoot.class, "implements no form of a task; allowed is one of " + FORMS);
        }

        @Test
        void thereIsOnlyOne() {
            assertProblem(BothForms.class, "implements DurableTask and ParentTask; allowed is one of " + FORMS);
            assertProblem(
                    ThreeForms.class, "implements SequenceTask, LoopTask and SleepingTask; allowed is one of " + FORMS);
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
            assertProblem(
                    RawLoop.class,
                    "implements LoopTask without type arguments; allowed is LoopTask<I, S, O> with types in their"
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

    @Task(id = "threeForms")
    public static class ThreeForms
            implements SequenceTask<String, String>, LoopTask<String, String, String>, SleepingTask<String, String> {
        @Override
        public Steps<String, String> steps() {
            return Steps.first(Fine.class);
        }

        @Override
        public Iteration<String, String> run(TaskContext context, String input, String state) {
            return Iteration.done(state);
        }

        @Override
        public String key(String input) {
            return input;
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
        public Object combine(TaskContext context, Finished all) {
            return all;
        }
    }

    @Task(id = "rawLoop")
    @SuppressWarnings("rawtypes") // the mistake
    public static class RawLoop implements LoopTask {
        @Override
        public Iteration run(TaskContext context, Object input, Object state) {
            return Iteration.done(null);
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
            assertProblem(WrongDeadline.class, "deadline is \"never\", allowed are ISO-8601 durations such as PT30S");
            assertProblem(NoDeadline.class, "deadline is PT0S, allowed are PT0.001S to PT87600H");
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

    @Task(id = "wrongDeadline", deadline = "never")
    public static class WrongDeadline extends Idle<String, String> {}

    @Task(id = "noDeadline", deadline = "PT0S")
    public static class NoDeadline extends Idle<String, String> {}

    @Nested
    class TypesOfPayloads {

        @Test
        void areCarriedByJson() {
            assertProblem(BadInput.class, "input Thread: java.lang.Thread has no form in JSON");
            assertProblem(BadOutput.class, "output List[]: java.lang.Object does not say what it holds");
            assertProblem(BadRunOutput.class, "result of run Runnable: java.lang.Runnable is an interface");
            assertProblem(BadState.class, "state Runnable: java.lang.Runnable is an interface");
            assertProblem(BadWakeUp.class, "output Runnable: java.lang.Runnable is an interface");
        }

        @Test
        void areFinishedOnlyForACombiningStep() {
            assertProblem(
                    Orphan.class,
                    "input is dev.durable.Finished<java.lang.String, java.lang.Integer>, but no parent names it as its"
                            + " combineTask, and it is no step of a sequence");
        }
    }

    @Task(id = "badInput")
    public static class BadInput extends Idle<Thread, String> {}

    @Task(id = "badOutput")
    public static class BadOutput extends Idle<String, List<Object>> {}

    @Task(id = "badRunOutput")
    public static class BadRunOutput extends IdleParent<String, Runnable, String> {
        @Override
        public String combine(TaskContext context, Finished<String, Runnable> all) {
            return "";
        }
    }

    @Task(id = "badState")
    public static class BadState implements LoopTask<String, Runnable, String> {
        @Override
        public Iteration<Runnable, String> run(TaskContext context, String input, Runnable state) {
            return Iteration.done(input);
        }
    }

    @Task(id = "badWakeUp")
    public static class BadWakeUp implements SleepingTask<String, Runnable> {
        @Override
        public String key(String input) {
            return input;
        }
    }

    @Task(id = "orphan")
    public static class Orphan extends Idle<Finished<String, Integer>, String> {}
}
