package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.DurableException;
import dev.durable.StoreException;
import dev.durable.engine.discovery.TaskExtension;
import dev.durable.engine.journal.Message;
import dev.durable.spi.StoreFactory;
import dev.durable.spi.StoreSettings;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.testing.InMemoryTaskExecutionStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.servlet.ServletContext;
import java.net.URL;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an engine starts, and what health says until it has, or when it cannot. */
class EngineStartTest {

    private final FakeServer server = new FakeServer();
    private final Journal journal = new Journal();
    private WeldContainer container = deploy(Stores.class);

    @AfterEach
    void close() {
        container.close();
        server.close();
        journal.close();
    }

    private static WeldContainer deploy(Class<?>... more) {
        return new Weld()
                .disableDiscovery()
                .addExtension(new TaskExtension())
                .addBeanClasses(DurableEngine.class, EngineAssembly.class, RequestScope.class, ModuleObserver.class)
                .addBeanClasses(more)
                .initialize();
    }

    private void redeploy(Class<?>... more) {
        container.close();
        container = deploy(more);
    }

    private DurableEngine engine() {
        return container.select(DurableEngine.class).get();
    }

    /** Where executions are stored, while the database answers. */
    @ApplicationScoped
    public static class Stores implements StoreFactory {

        private volatile boolean down;

        public void goDown() {
            down = true;
        }

        public void comeBack() {
            down = false;
        }

        @Override
        public TaskExecutionStore open(StoreSettings settings) {
            if (down) {
                throw new StoreException("The database cannot be reached");
            }
            return new InMemoryTaskExecutionStore(InstantSource.system());
        }
    }

    private static String ownJar() {
        URL engine = DurableEngine.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(engine.getPath()).getFileName().toString();
    }

    /** As a server does: initializers, CDI, listeners, servlets. */
    private void comesUp(FakeModule module) {
        container
                .getBeanManager()
                .getEvent()
                .select(ServletContext.class, Initialized.Literal.APPLICATION)
                .fire(module.context());
        module.callListeners();
    }

    private void assertNotStarted(String because) {
        assertThat(engine().startup().up()).isFalse();
        assertThat(engine().startup().data().get("error")).asString().contains(because);
    }

    private void assertRefused(String because) {
        assertThatExceptionOfType(DurableException.class)
                .isThrownBy(() -> engine().moduleStarted(""))
                .withMessageContaining(because);
        assertNotStarted(because);
        assertThat(engine().readiness().up()).isFalse();
        assertThat(engine().readiness().data().get("error")).asString().contains(because);
        assertThat(engine().liveness().up()).as("a restart would not help").isTrue();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> engine().client())
                .withMessageContaining(because);
    }

    @Test
    void aModuleThatHasTheEngineInItStartsItAndIsUpWhenAllElseOfItIs() {
        FakeModule module = new FakeModule("/shop", "other.jar", ownJar());
        new ModuleInitializer().onStartup(null, module.context());
        ModuleListener.listenTo(module.context()); // as by durable-web, if somebody adds that as well
        comesUp(module);
        assertThat(journal.count(Message.STARTED)).isEqualTo(1);
        assertThat(journal.count(Message.MODULE_JOINED)).isZero();
        module.makeServlets();
        assertThat(journal.lines(Message.MODULE_JOINED))
                .singleElement()
                .asString()
                .contains("/shop");
        module.goDown();
        assertThat(journal.count(Message.STOPPED)).isEqualTo(1);
    }

    @Test
    void aModuleWhoseInitializersAreNotCalledStartsTheEngineInItAllTheSame() {
        comesUp(new FakeModule("/shop", ownJar()));
        assertThat(journal.count(Message.STARTED)).isEqualTo(1);
        assertThat(journal.count(Message.MODULE_JOINED)).isEqualTo(1);
    }

    @Test
    void aModuleThatOnlySeesTheEngineDoesNotStartIt() {
        for (FakeModule module : List.of(new FakeModule("/shop", "other.jar"), new FakeModule("/shop"))) {
            new ModuleInitializer().onStartup(null, module.context());
            comesUp(module);
            module.makeServlets();
        }
        assertThat(journal.count(Message.STARTED)).isZero();
        assertThat(journal.count(Message.MODULE_JOINED)).isZero();
    }

    @Test
    void aModuleAtTheRootHasAName() {
        engine().moduleStarted("").run();
        assertThat(journal.lines(Message.MODULE_JOINED))
                .singleElement()
                .asString()
                .contains("module / has");
    }

    @Test
    void itHasStartedOnceAModuleIsUpAndForGood() {
        assertNotStarted("has not started yet");
        engine().moduleStarted("/shop");
        assertThat(engine().startup().up()).isTrue();
        engine().stop();
        assertThat(engine().startup().up()).isTrue();
        assertThat(engine().readiness().up()).isFalse();
    }

    @Test
    void itHasNotStartedWhileItWaitsForTheDatabase() {
        Stores stores = container.select(Stores.class).get();
        stores.goDown();
        engine().moduleStarted("/shop");
        assertNotStarted("cannot be reached");
        stores.comeBack();
        Elsewhere.until(() -> engine().startup().up());
        assertThat(journal.count(Message.STARTED)).isEqualTo(1);
    }

    @Test
    void itStartsLaterEvenIfNoThreadCouldBeHadOnceForThat() {
        Stores stores = container.select(Stores.class).get();
        stores.goDown();
        server.refuseThread(2); // the first one measures time
        engine().moduleStarted("/shop");
        Elsewhere.until(() -> journal.count(Message.NO_SPARE_THREAD) == 1);
        stores.comeBack();
        Elsewhere.until(() -> engine().startup().up());
        assertThat(journal.count(Message.STARTED)).isEqualTo(1);
    }

    @Test
    void aStartThatIsRefusedForItsConfigurationSaysWhy() {
        System.setProperty("durable.slots", "none");
        try {
            assertRefused("durable.slots");
        } finally {
            System.clearProperty("durable.slots");
        }
    }

    @Test
    void aStartWithoutAStoreSaysWhy() {
        redeploy();
        assertRefused("exactly one store");
    }

    @Test
    void aStartOnAServerThatLacksSomethingSaysWhy() {
        server.close();
        assertRefused("java:comp/DefaultContextService");
    }
}
