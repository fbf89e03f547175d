package dev.durable.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.AnyTask;
import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.spi.ParentPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Typed;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Inject;
import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of tasks that are as they should be. */
class TaskDiscoveryTest {

    private static final List<String> DESTROYED = new ArrayList<>();

    private WeldContainer container;
    private List<TaskDefinition> tasks;

    record Item<T>(T value) {}

    @Dependent
    public static class Helper {
        @PreDestroy
        void gone() {
            DESTROYED.add("helper");
        }
    }

    @Task(
            id = "plain",
            timeout = "PT30S",
            maxRetries = 3,
            retryDelay = "PT2S",
            retryMultiplier = 1.5,
            maxRetryDelay = "PT20S",
            retryJitter = 0.1,
            delay = "PT4S")
    public static class Plain implements DurableTask<String, Item<List<Integer>>> {
        @Inject
        Helper helper;

        @Override
        public Item<List<Integer>> run(TaskContext context, String input) {
            return new Item<>(List.of(input.length()));
        }

        @PreDestroy
        void gone() {
            DESTROYED.add("plain");
        }
    }

    @Task(id = "defaults")
    public static class Defaults extends Base<Item<String>> {}

    public interface Sub<A, B> extends DurableTask<B, A> {}

    public abstract static class Base<T> implements Sub<Map<String, T[]>, List<T>> {
        @Override
        public Map<String, T[]> run(TaskContext context, List<T> input) {
            return Map.of();
        }
    }

    @Task(id = "parent", onChildFailure = ChildFailurePolicy.COLLECT)
    public static class Parent implements ParentTask<String, Integer, Long> {
        @Override
        public Children<Integer> run(TaskContext context, String input) {
            return Children.of(1);
        }

        @Override
        public Long combine(TaskContext context, Finished<String, Integer> all) {
            return 1L;
        }
    }

    @Task(id = "delegating", combineTask = Combine.class)
    public static class Delegating implements ParentTask<String, Integer, Long> {
        @Override
        public Children<Integer> run(TaskContext context, String input) {
            return Children.of(1);
        }
    }

    @Task(id = "combine")
    public static class Combine implements DurableTask<Finished<String, Integer>, Long> {
        @Override
        public Long run(TaskContext context, Finished<String, Integer> all) {
            return 1L;
        }
    }

    @Task(id = "shared")
    @ApplicationScoped
    public static class Shared implements DurableTask<String, Void> {
        @Override
        public Void run(TaskContext context, String input) {
            return null;
        }
    }

    @Task(id = "perRequest")
    @RequestScoped
    public static class PerRequest implements DurableTask<String, Integer> {
        private int calls;

        @Override
        public Integer run(TaskContext context, String input) {
            return ++calls;
        }
    }

    @Task(id = "byInterface")
    @Typed(DurableTask.class)
    public static class ByInterface implements DurableTask<String, Void> {
        @Override
        public Void run(TaskContext context, String input) {
            return null;
        }
    }

    @Task(id = "vetoed")
    @Vetoed
    public static class VetoedTask implements DurableTask<String, Void> {
        @Override
        public Void run(TaskContext context, String input) {
            return null;
        }
    }

    @Task(id = "alternative")
    @Alternative
    public static class AlternativeTask implements DurableTask<String, Void> {
        @Override
        public Void run(TaskContext context, String input) {
            return null;
        }
    }

    public static class NoTask {}

    @BeforeEach
    void deploy() {
        DESTROYED.clear();
        container = new Weld()
                .disableDiscovery()
                .addExtension(new TaskExtension())
                .addBeanClasses(
                        Helper.class,
                        Plain.class,
                        Defaults.class,
                        Parent.class,
                        Delegating.class,
                        Combine.class,
                        Shared.class,
                        PerRequest.class,
                        ByInterface.class,
                        VetoedTask.class,
                        AlternativeTask.class,
                        NoTask.class)
                .initialize();
        tasks = container.getBeanManager().getExtension(TaskExtension.class).tasks();
    }

    @AfterEach
    void undeploy() {
        container.close();
    }

    private TaskDefinition definition(Class<?> beanClass) {
        return tasks.stream()
                .filter(task -> task.beanClass() == beanClass)
                .findFirst()
                .orElseThrow();
    }

    private TaskDefinition definition(String id) {
        return tasks.stream().filter(task -> task.id().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void theExtensionIsFoundByTheContainer() {
        assertThat(ServiceLoader.load(Extension.class)).anyMatch(TaskExtension.class::isInstance);
    }

    @Test
    void everyEnabledBeanIsATask() {
        assertThat(tasks)
                .extracting(TaskDefinition::id)
                .containsExactly(
                        "byInterface", "combine", "defaults", "delegating", "parent", "perRequest", "plain", "shared");
    }

    @Test
    void optionsAreAsAnnotated() {
        assertThat(definition(Plain.class).options())
                .isEqualTo(new TaskOptions(
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(30),
                        3,
                        Duration.ofSeconds(2),
                        1.5,
                        Duration.ofSeconds(20),
                        0.1));
        assertThat(definition(Defaults.class).options().problems()).isEmpty();
    }

    @Test
    void typesAreResolvedThroughSuperclassesAndInterfaces() {
        TaskDefinition definition = definition(Defaults.class);
        String item = Item.class.getName() + "<java.lang.String>";
        assertThat(definition.form()).isEqualTo(TaskForm.PLAIN);
        assertThat(definition.input().getTypeName()).isEqualTo("java.util.List<" + item + ">");
        assertThat(definition.output().getTypeName()).isEqualTo("java.util.Map<java.lang.String, " + item + "[]>");
        assertThat(definition.intermediate()).isNull();
        assertThat(definition.policy()).isNull();
    }

    @Test
    void resolvedTypesEqualThoseOfTheJdk() {
        ParameterizedType declared = (ParameterizedType) Plain.class.getGenericInterfaces()[0];
        assertThat(definition(Plain.class).output())
                .isEqualTo(declared.getActualTypeArguments()[1])
                .hasSameHashCodeAs(declared.getActualTypeArguments()[1]);
        assertThat(declared.getActualTypeArguments()[1])
                .isEqualTo(definition(Plain.class).output());
    }

    @Test
    void aParentCombinesItselfOrByAnotherTask() {
        TaskDefinition own = definition(Parent.class);
        assertThat(own.form()).isEqualTo(TaskForm.PARENT);
        assertThat(own.intermediate()).isEqualTo(Integer.class);
        assertThat(own.policy()).isEqualTo(new ParentPolicy(ChildFailurePolicy.COLLECT, "parent"));

        TaskDefinition delegating = definition(Delegating.class);
        assertThat(delegating.policy()).isEqualTo(new ParentPolicy(ChildFailurePolicy.FAIL_FAST, "combine"));
    }

    @Test
    void aDependentBeanLivesForOneAttempt() throws Exception {
        AnyTask<?, ?> first;
        try (TaskInstance instance = definition(Plain.class).open()) {
            first = instance.task();
            assertThat(((Plain) first).run(null, "four")).isEqualTo(new Item<>(List.of(4)));
            assertThat(DESTROYED).isEmpty();
        }
        assertThat(DESTROYED).containsExactlyInAnyOrder("plain", "helper");
        try (TaskInstance instance = definition(Plain.class).open()) {
            assertThat(instance.task()).isNotSameAs(first);
        }
    }

    @Test
    void aBeanOfTheApplicationOrOfATypeOnlyCanBeCalled() throws Exception {
        for (String id : List.of("shared", "byInterface")) {
            try (TaskInstance instance = definition(id).open()) {
                assertThat(instance.task()).isInstanceOf(DurableTask.class);
            }
        }
    }

    @Test
    void aBeanOfTheRequestIsThatOfTheRequest() {
        RequestContextController command =
                container.select(RequestContextController.class).get();
        for (int i = 0; i < 2; i++) {
            command.activate();
            try (TaskInstance instance = definition(PerRequest.class).open()) {
                PerRequest task = (PerRequest) instance.task();
                assertThat(task.run(null, "")).isEqualTo(1);
                assertThat(task.run(null, "")).isEqualTo(2);
            } finally {
                command.deactivate();
            }
        }
    }

    @Test
    void theTasksAreNotKnownBeforeTheDeploymentIsValidated() {
        assertThatThrownBy(() -> new TaskExtension().tasks())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("known once it has been validated");
    }
}
