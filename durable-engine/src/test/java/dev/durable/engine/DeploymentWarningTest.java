package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.engine.discovery.TaskExtension;
import dev.durable.engine.journal.Message;
import jakarta.transaction.Transactional;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator is told of tasks that are deployed although they may not do what their authors think. */
class DeploymentWarningTest {

    private final FakeServer server = new FakeServer();
    private final Journal journal = new Journal();

    @AfterEach
    void close() {
        server.close();
        journal.close();
    }

    @Task(id = "pay")
    @Transactional
    public static class Pay implements DurableTask<String, String> {
        @Override
        @Transactional
        public String run(TaskContext context, String input) {
            return input;
        }
    }

    @Task(id = "payOnce", transactional = true)
    @Transactional
    public static class PayOnce implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) {
            return input;
        }
    }

    @Test
    void aTaskWhoseBodyCommitsBeforeItsOutcomeIsStoredIsWarnedOfOnce() {
        try (WeldContainer container = new Weld()
                .disableDiscovery()
                .addExtension(new TaskExtension())
                .addBeanClasses(
                        DurableEngine.class,
                        EngineAssembly.class,
                        RequestScope.class,
                        ContainerTest.Stores.class,
                        Pay.class,
                        PayOnce.class)
                .initialize()) {
            DurableEngine engine = container.select(DurableEngine.class).get();
            engine.moduleStarted("/app").run();
            engine.moduleStarted("/other").run();
        }
        assertThat(journal.lines(Message.COMMITS_BEFORE_OUTCOME))
                .singleElement()
                .asString()
                .contains("task pay (" + Pay.class.getName() + ")")
                .endsWith("with @Task(transactional = true) both are one transaction");
    }
}
