package dev.durable.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.SequenceTask;
import dev.durable.SleepingTask;
import dev.durable.Steps;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.engine.discovery.Deployment.Idle;
import dev.durable.engine.discovery.Deployment.IdleParent;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.ParentPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of tasks of all forms that are as they should be. */
class FormsDiscoveryTest {

    private static final List<String> EVENTS = new ArrayList<>();

    private static List<TaskDefinition> deploy(Class<?>... classes) {
        EVENTS.clear();
        try (WeldContainer container = new Weld()
                .disableDiscovery()
                .addExtension(new TaskExtension())
                .addBeanClasses(classes)
                .initialize()) {
            return container.getBeanManager().getExtension(TaskExtension.class).tasks();
        }
    }

    /** The definition of the first of these classes. */
    private static TaskDefinition definition(Class<?>... classes) {
        return deploy(classes).stream()
                .filter(task -> task.beanClass() == classes[0])
                .findFirst()
                .orElseThrow();
    }

    @Task(id = "length")
    public static class Length extends Idle<String, Integer> {}

    @Task(id = "half")
    public static class Half extends Idle<Integer, Double> {}

    @Task(id = "lengthAndHalf")
    public static class LengthAndHalf implements SequenceTask<String, Double> {
        @Override
        public Steps<String, Double> steps() {
            EVENTS.add("asked");
            return Steps.first(Length.class).then(Half.class);
        }

        @PreDestroy
        void gone() {
            EVENTS.add("destroyed");
        }
    }

    @Test
    void aSequenceIsAskedForItsStepsWhenItIsDeployedAndReleased() {
        TaskDefinition definition = definition(LengthAndHalf.class, Length.class, Half.class);

        assertThat(EVENTS).containsExactly("asked", "destroyed");
        assertThat(definition.form()).isEqualTo(TaskForm.SEQUENCE);
        assertThat(definition.input()).isEqualTo(String.class);
        assertThat(definition.intermediate()).isNull();
        assertThat(definition.output()).isEqualTo(Double.class);
        assertThat(definition.policy()).isNull();
    }

    @Task(id = "shared")
    @ApplicationScoped
    public static class Shared implements SequenceTask<String, Double> {
        @Override
        public Steps<String, Double> steps() {
            return Steps.first(LengthAndHalf.class);
        }
    }

    @Test
    void aSequenceMayBeABeanOfTheApplicationAndHaveASequenceAsAStep() {
        assertThat(deploy(Shared.class, LengthAndHalf.class, Length.class, Half.class))
                .extracting(TaskDefinition::id)
                .containsExactly("half", "length", "lengthAndHalf", "shared");
    }

    @Task(id = "poll", deadline = "PT1H", maxIterations = 7, iterationDelay = "PT2S", transactional = true)
    public static class Poll implements LoopTask<String, Integer, Double> {
        @Override
        public Iteration<Integer, Double> run(TaskContext context, String input, Integer state) {
            return Iteration.done(0.5);
        }
    }

    @Test
    void aLoopHasAStateAndOptionsOfItsOwn() {
        TaskDefinition definition = definition(Poll.class);

        assertThat(definition.form()).isEqualTo(TaskForm.LOOP);
        assertThat(definition.input()).isEqualTo(String.class);
        assertThat(definition.intermediate()).isEqualTo(Integer.class);
        assertThat(definition.output()).isEqualTo(Double.class);
        assertThat(definition.policy()).isNull();
        assertThat(definition.transactional()).isTrue();
        assertThat(definition.options().deadline()).isEqualTo(Duration.ofHours(1));
        assertThat(definition.options().loop()).isEqualTo(new TaskOptions.Loop(7, Duration.ofSeconds(2)));
    }

    @Task(id = "approval", timeout = "P30D")
    public static class Approval implements SleepingTask<String, Boolean> {
        @Override
        public String key(String input) {
            return input;
        }
    }

    @Test
    void aSleepingTaskMaySleepLong() {
        TaskDefinition definition = definition(Approval.class);

        assertThat(definition.form()).isEqualTo(TaskForm.SLEEPING);
        assertThat(definition.output()).isEqualTo(Boolean.class);
        assertThat(definition.intermediate()).isNull();
        assertThat(definition.policy()).isNull();
        assertThat(definition.options().timeout()).isEqualTo(Duration.ofDays(30));
        assertThat(definition.options().deadline()).isNull();
        assertThat(definition.options().loop()).isEqualTo(TaskOptions.Loop.DEFAULT);
    }

    @Task(id = "gather", onChildFailure = ChildFailurePolicy.COLLECT)
    public static class Gather extends IdleParent<String, Integer, Finished<String, Integer>> {}

    @Test
    void aParentThatReturnsWhatItWouldCombineHasNoCombineStep() {
        assertThat(definition(Gather.class).policy())
                .isEqualTo(new ParentPolicy(ChildFailurePolicy.COLLECT, (String) null));
    }

    @Task(id = "count")
    public static class Count extends Idle<Finished<String, Integer>, Integer> {}

    @Task(id = "gatherAndCount")
    public static class GatherAndCount implements SequenceTask<String, Integer> {
        @Override
        public Steps<String, Integer> steps() {
            return Steps.first(Gather.class).then(Count.class);
        }
    }

    @Task(id = "justGather")
    public static class JustGather implements SequenceTask<String, Finished<String, Integer>> {
        @Override
        public Steps<String, Finished<String, Integer>> steps() {
            return Steps.first(Gather.class);
        }
    }

    @Task(id = "gatherThenCount")
    public static class GatherThenCount implements SequenceTask<String, Integer> {
        @Override
        public Steps<String, Integer> steps() {
            return Steps.first(JustGather.class).then(Count.class);
        }
    }

    @Test
    void whatAParentReturnsThatWayIsHandedOnInASequence() {
        assertThat(deploy(GatherAndCount.class, GatherThenCount.class, JustGather.class, Gather.class, Count.class))
                .hasSize(5);
    }

    @Task(id = "countAndHalf")
    public static class CountAndHalf implements SequenceTask<Finished<String, Integer>, Double> {
        @Override
        public Steps<Finished<String, Integer>, Double> steps() {
            return Steps.first(Count.class).then(Half.class);
        }
    }

    @Task(id = "bySequence", combineTask = CountAndHalf.class)
    public static class BySequence extends IdleParent<String, Integer, Double> {}

    @Task(id = "countAgain")
    public static class CountAgain implements LoopTask<Finished<String, Integer>, String, Double> {
        @Override
        public Iteration<String, Double> run(TaskContext context, Finished<String, Integer> all, String state) {
            return Iteration.done(0.5);
        }
    }

    @Task(id = "byLoop", combineTask = CountAgain.class)
    public static class ByLoop extends IdleParent<String, Integer, Double> {}

    @Task(id = "judgement")
    public static class Judgement implements SleepingTask<Finished<String, Integer>, Double> {
        @Override
        public String key(Finished<String, Integer> all) {
            return all.input();
        }
    }

    @Task(id = "byWaiting", combineTask = Judgement.class)
    public static class ByWaiting extends IdleParent<String, Integer, Double> {}

    @Task(id = "gatherMore")
    public static class GatherMore
            extends IdleParent<Finished<String, Integer>, Long, Finished<Finished<String, Integer>, Long>> {}

    @Task(id = "byParent", combineTask = GatherMore.class)
    public static class ByParent extends IdleParent<String, Integer, Finished<Finished<String, Integer>, Long>> {}

    @Test
    void aCombineStepIsOfAnyForm() {
        assertThat(definition(BySequence.class, CountAndHalf.class, Count.class, Half.class)
                        .policy())
                .isEqualTo(new ParentPolicy(ChildFailurePolicy.FAIL_FAST, "countAndHalf"));
        assertThat(definition(ByLoop.class, CountAgain.class).policy())
                .isEqualTo(new ParentPolicy(ChildFailurePolicy.FAIL_FAST, "countAgain"));
        assertThat(definition(ByWaiting.class, Judgement.class).policy())
                .isEqualTo(new ParentPolicy(ChildFailurePolicy.FAIL_FAST, "judgement"));
        assertThat(definition(ByParent.class, GatherMore.class).policy())
                .isEqualTo(new ParentPolicy(ChildFailurePolicy.FAIL_FAST, "gatherMore"));
    }

    @Task(id = "onMethod")
    public static class OnMethod extends Idle<String, Integer> {
        @Override
        @Transactional
        public Integer run(TaskContext context, String input) {
            return 1;
        }
    }

    @Task(id = "onClass")
    @Transactional(TxType.REQUIRES_NEW)
    public static class OnClass extends Idle<String, Integer> {}

    @Task(id = "onWriteBack")
    public static class OnWriteBack extends IdleParent<String, Integer, Long> {
        @Override
        @Transactional
        public Long combine(TaskContext context, Finished<String, Integer> all) {
            return 1L;
        }
    }

    @Task(id = "inherited")
    public static class Inherited extends OnMethod {}

    @Test
    void aBodyThatCommitsByItselfIsFound() {
        assertThat(deploy(OnMethod.class, OnClass.class, OnWriteBack.class, Inherited.class))
                .hasSize(4)
                .allMatch(TaskDefinition::commitsBeforeOutcome);
    }

    @Task(id = "inEngines", transactional = true)
    @Transactional
    public static class InEngines extends Idle<String, Integer> {}

    @Task(id = "without")
    @Transactional(TxType.NOT_SUPPORTED)
    public static class Without extends Idle<String, Integer> {}

    @Task(id = "replaced")
    @Transactional
    public static class Replaced extends Idle<String, Integer> {
        @Override
        @Transactional(TxType.SUPPORTS)
        public Integer run(TaskContext context, String input) {
            return 1;
        }
    }

    @Task(id = "elsewhere")
    public static class OnAnotherMethod extends Idle<String, Integer> {
        @Override
        @Transactional
        public void validate(String input) {}

        @Transactional
        public Integer run(TaskContext context, String input, int more) {
            return more;
        }

        @Transactional
        public Integer run(Integer input, String other) {
            return input;
        }
    }

    @Task(id = "bodiless")
    @Transactional
    public static class Bodiless extends Approval {}

    @Test
    void aBodyThatDoesNotCommitByItselfIsNot() {
        assertThat(deploy(InEngines.class, Without.class, Replaced.class, OnAnotherMethod.class, Bodiless.class))
                .hasSize(5)
                .noneMatch(TaskDefinition::commitsBeforeOutcome);
    }

    @ParameterizedTest
    @ValueSource(classes = {Required.class, Mandatory.class, Supports.class, InEngines.class})
    void aTransactionalTaskMayJoinTheEnginesTransaction(Class<?> task) {
        assertThat(definition(task).transactional()).isTrue();
    }

    @Task(id = "required", transactional = true, timeout = "PT1H")
    public static class Required extends OnMethod {}

    @Task(id = "mandatory", transactional = true)
    @Transactional(TxType.MANDATORY)
    public static class Mandatory extends Idle<String, Integer> {}

    @Task(id = "supports", transactional = true)
    public static class Supports extends Replaced {}
}
