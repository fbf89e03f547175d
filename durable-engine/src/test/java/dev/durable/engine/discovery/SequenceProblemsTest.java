package dev.durable.engine.discovery;

import static dev.durable.engine.discovery.Deployment.assertProblem;
import static dev.durable.engine.discovery.Deployment.deploymentProblems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.AnyTask;
import dev.durable.Finished;
import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.Task;
import dev.durable.engine.discovery.Deployment.Idle;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of sequences that are not as they should be. */
class SequenceProblemsTest {

    private static final List<String> DESTROYED = new ArrayList<>();

    /** Steps that have got past the compiler. */
    @SafeVarargs
    @SuppressWarnings({"unchecked", "rawtypes"}) // the mistake
    private static <I, O> Steps<I, O> steps(
            Class<? extends AnyTask<?, ?>> first, Class<? extends AnyTask<?, ?>>... next) {
        Steps steps = Steps.first((Class) first);
        for (Class<? extends AnyTask<?, ?>> step : next) {
            steps = steps.then((Class) step);
        }
        return steps;
    }

    @Task(id = "length")
    public static class Length extends Idle<String, Integer> {}

    @Task(id = "half")
    public static class Half extends Idle<Integer, Double> {}

    @Task(id = "otherFirst")
    public static class OtherFirst implements SequenceTask<String, Double> {
        @Override
        public Steps<String, Double> steps() {
            return SequenceProblemsTest.steps(Half.class);
        }
    }

    @Task(id = "otherNext")
    public static class OtherNext implements SequenceTask<String, Double> {
        @Override
        public Steps<String, Double> steps() {
            return SequenceProblemsTest.steps(Length.class, Length.class, Half.class);
        }
    }

    @Task(id = "otherLast")
    public static class OtherLast implements SequenceTask<String, Double> {
        @Override
        public Steps<String, Double> steps() {
            return SequenceProblemsTest.steps(Length.class);
        }
    }

    @Test
    void theFirstStepTakesWhatTheSequenceTakes() {
        assertProblem(
                OtherFirst.class,
                "step 1, " + Half.class.getName()
                        + ", takes java.lang.Integer; allowed is java.lang.String, which the sequence takes",
                Half.class);
    }

    @Test
    void aStepTakesWhatTheOneBeforeItReturns() {
        assertProblem(
                OtherNext.class,
                "step 2, " + Length.class.getName()
                        + ", takes java.lang.String; allowed is java.lang.Integer, which step 1 returns",
                Length.class,
                Half.class);
    }

    @Test
    void theLastStepReturnsWhatTheSequenceReturns() {
        assertProblem(
                OtherLast.class,
                "step 1, " + Length.class.getName()
                        + ", returns java.lang.Integer; allowed is java.lang.Double, which the sequence returns",
                Length.class);
    }

    public static class NoTask extends Idle<String, Integer> {}

    @Task(id = "foreign")
    public static class Foreign implements SequenceTask<String, Double> {
        @Override
        public Steps<String, Double> steps() {
            return Steps.<String, Integer>first(NoTask.class).then(Half.class);
        }
    }

    @Test
    void aStepIsADeployedTask() {
        assertProblem(
                Foreign.class,
                "step 1, " + NoTask.class.getName() + ", is no task; allowed is a CDI bean annotated with @Task",
                NoTask.class,
                Half.class);
    }

    @Task(id = "endless")
    public static class Endless implements SequenceTask<String, String> {
        @Override
        public Steps<String, String> steps() {
            return Steps.<String, String>first(Endless.class).then(Endless.class);
        }
    }

    @Test
    void aSequenceDoesNotContainItself() {
        String why = ", is the sequence itself, which would never end; allowed is any other task";
        String name = Endless.class.getName();
        assertThat(deploymentProblems(Endless.class))
                .containsExactly(
                        "2 problems with tasks:", name + ": step 1, " + name + why, name + ": step 2, " + name + why);
    }

    @Task(id = "unresolved")
    public static class Unresolved<T> extends Idle<T, Integer> {}

    @SuppressWarnings("unchecked") // the mistake
    private static Class<? extends AnyTask<?, ?>> unresolved() {
        return (Class<? extends AnyTask<?, ?>>) (Class<?>) Unresolved.class;
    }

    @Task(id = "ofUnresolved")
    public static class OfUnresolved implements SequenceTask<String, Double> {
        @Override
        public Steps<String, Double> steps() {
            return SequenceProblemsTest.steps(unresolved(), Half.class);
        }
    }

    @Test
    void ofAStepThatHasProblemsItselfOnlyThoseAreTold() {
        assertProblem(
                Unresolved.class,
                "input is T; allowed are types without type variables and wildcards",
                OfUnresolved.class,
                Half.class);
    }

    @Task(id = "ofNothing")
    public static class OfNothing implements SequenceTask<String, String> {
        @Override
        public Steps<String, String> steps() {
            return null;
        }

        @PreDestroy
        void gone() {
            DESTROYED.add("ofNothing");
        }
    }

    @Task(id = "failing")
    public static class Failing implements SequenceTask<String, String> {
        @Override
        public Steps<String, String> steps() {
            throw new IllegalStateException("not today\nnor tomorrow");
        }

        @PreDestroy
        void gone() {
            DESTROYED.add("failing");
        }
    }

    @Test
    void aSequenceSaysItsStepsAndIsReleasedIfItDoesNot() {
        DESTROYED.clear();
        assertProblem(OfNothing.class, "steps() returned null; allowed is what Steps.first begins");
        assertProblem(
                Failing.class, "steps() could not be asked: java.lang.IllegalStateException: not today?nor tomorrow");
        assertThat(DESTROYED).containsExactly("ofNothing", "failing");
    }

    @Task(id = "perRequest")
    @RequestScoped
    public static class PerRequest implements SequenceTask<String, Integer> {
        @Override
        public Steps<String, Integer> steps() {
            return Steps.first(Length.class);
        }
    }

    @RequestScoped
    public static class Choice {
        public Class<? extends AnyTask<String, Integer>> first() {
            return Length.class;
        }
    }

    @Task(id = "byRequest")
    @ApplicationScoped
    public static class ByRequest implements SequenceTask<String, Integer> {
        @Inject
        Choice choice;

        @Override
        public Steps<String, Integer> steps() {
            return Steps.first(choice.first());
        }
    }

    @Test
    void whatStepsFollowFromIsThereWhenTheApplicationIsDeployed() {
        for (Class<?> sequence : List.of(PerRequest.class, ByRequest.class)) {
            assertThat(deploymentProblems(sequence, Choice.class, Length.class))
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith(sequence.getName()
                            + ": steps() needs a scope that is not active while the application is deployed (")
                    .contains("RequestScoped")
                    .endsWith("); allowed for the bean and what it needs there are @Dependent and @ApplicationScoped");
        }
    }

    @Task(id = "takesFinished")
    public static class TakesFinished implements SequenceTask<Finished<String, Integer>, Integer> {
        @Override
        public Steps<Finished<String, Integer>, Integer> steps() {
            return Steps.first(Count.class);
        }
    }

    @Task(id = "count")
    public static class Count extends Idle<Finished<String, Integer>, Integer> {}

    @Test
    void aSequenceTakesWhatIsPutTogetherFromRowsOnlyWhereItIsGivenIt() {
        assertProblem(
                TakesFinished.class,
                "input is dev.durable.Finished<java.lang.String, java.lang.Integer>, but no parent names it as its"
                        + " combineTask, and it is no step of a sequence",
                Count.class);
    }
}
