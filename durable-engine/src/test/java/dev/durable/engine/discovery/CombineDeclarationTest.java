package dev.durable.engine.discovery;

import static dev.durable.engine.discovery.Deployment.assertProblem;
import static dev.durable.engine.discovery.Deployment.deploymentProblems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.Finished;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.engine.discovery.Deployment.Idle;
import dev.durable.engine.discovery.Deployment.IdleParent;
import org.junit.jupiter.api.Test;

/** What is said of parents whose combine step is not as it should be. */
class CombineDeclarationTest {

    @Task(id = "fine")
    public static class Fine extends Idle<String, String> {}

    @Task(id = "combine")
    public static class Combine extends Idle<Finished<String, Integer>, String> {}

    @Task(id = "uncombined")
    public static class Uncombined extends IdleParent<String, Integer, String> {}

    @Task(id = "otherDefault")
    public static class OtherDefault extends IdleParent<String, Integer, Finished<Integer, Integer>> {}

    @Task(id = "default")
    public static class Default extends IdleParent<String, Integer, Finished<String, Integer>> {}

    @Task(id = "ownDefault")
    public static class OwnDefault extends IdleParent<String, Integer, Finished<String, Integer>> {
        @Override
        public Finished<String, Integer> combine(TaskContext context, Finished<String, Integer> all) {
            return all;
        }
    }

    @Task(id = "twice", combineTask = Combine.class)
    public static class Twice extends IdleParent<String, Integer, String> {
        @Override
        public String combine(TaskContext context, Finished<String, Integer> all) {
            return "";
        }
    }

    @Task(id = "endless", combineTask = Endless.class)
    public static class Endless extends IdleParent<String, Integer, String> {}

    public static class NotATask extends Idle<Finished<String, Integer>, String> {}

    @Task(id = "namesNoTask", combineTask = NotATask.class)
    public static class NamesNoTask extends IdleParent<String, Integer, String> {}

    @Task(id = "plainWithStep", combineTask = Fine.class)
    public static class PlainWithStep extends Idle<String, String> {}

    @Task(id = "otherInput", combineTask = Combine.class)
    public static class OtherInput extends IdleParent<Integer, Integer, String> {}

    @Task(id = "plainInput", combineTask = Fine.class)
    public static class PlainInput extends IdleParent<String, Integer, String> {}

    @Task(id = "otherOutput", combineTask = Combine.class)
    public static class OtherOutput extends IdleParent<String, Integer, Long> {}

    @Task(id = "combined1", combineTask = Combine.class)
    public static class Combined1 extends IdleParent<String, Integer, String> {}

    @Task(id = "combined2", combineTask = Combine.class)
    public static class Combined2 extends IdleParent<String, Integer, String> {}

    @Test
    void aCombineStepMustBeThereUnlessItsInputIsTheOutput() {
        String allowed = "has nothing that combines; override finish, name a task by combineTask, or return"
                + " dev.durable.Finished<java.lang.String, java.lang.Integer>, which needs neither";
        assertProblem(Uncombined.class, allowed);
        assertProblem(OtherDefault.class, allowed);
        assertThat(deploymentProblems(Default.class)).isEmpty();
    }

    @Test
    void whatIsPutTogetherFromRowsCannotBeReturnedByAMethod() {
        assertProblem(
                OwnDefault.class,
                "output is dev.durable.Finished<java.lang.String, java.lang.Integer>, which is never stored; only a"
                        + " ParentTask without anything that combines returns it");
    }

    @Test
    void thereIsOneCombineStep() {
        assertProblem(
                Twice.class,
                "has both a finish method and the combineTask " + Combine.class.getName() + "; allowed is one",
                Combine.class);
    }

    @Test
    void aParentDoesNotNameItself() {
        assertProblem(
                Endless.class, "combineTask is the parent itself, which would never end; override finish instead");
    }

    @Test
    void aCombineStepIsATask() {
        assertProblem(
                NamesNoTask.class,
                "combineTask " + NotATask.class.getName() + " is no task; allowed is a CDI bean annotated with @Task",
                NotATask.class);
    }

    @Test
    void onlyParentsHaveACombineStep() {
        assertProblem(
                PlainWithStep.class,
                "combineTask is " + Fine.class.getName() + ", but only a ParentTask has anything to combine",
                Fine.class);
    }

    @Test
    void aCombineStepTakesWhatTheParentHas() {
        assertProblem(
                OtherInput.class,
                "combineTask " + Combine.class.getName()
                        + " takes dev.durable.Finished<java.lang.String, java.lang.Integer>; allowed is"
                        + " dev.durable.Finished<java.lang.Integer, java.lang.Integer>",
                Combine.class);
        assertProblem(
                PlainInput.class,
                "combineTask " + Fine.class.getName() + " takes java.lang.String; allowed is"
                        + " dev.durable.Finished<java.lang.String, java.lang.Integer>",
                Fine.class);
    }

    @Test
    void aCombineStepReturnsWhatTheParentReturns() {
        assertProblem(
                OtherOutput.class,
                "combineTask " + Combine.class.getName() + " returns java.lang.String; allowed is java.lang.Long",
                Combine.class);
    }

    @Test
    void aCombineStepMayBeShared() {
        assertThat(deploymentProblems(Combined1.class, Combined2.class, Combine.class))
                .isEmpty();
    }
}
