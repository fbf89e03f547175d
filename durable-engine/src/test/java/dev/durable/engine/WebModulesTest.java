package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.engine.WebModules.WebModule;
import dev.durable.engine.journal.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which module runs which task. */
class WebModulesTest {

    private final FakeServer server = new FakeServer();
    private final Journal journal = new Journal();
    private final WebModules modules = new WebModules();

    @AfterEach
    void close() {
        journal.close();
        server.close();
    }

    @Test
    void aModuleThatComesUpRunsNothingBeforeItIsUp() {
        WebModule module = modules.ofThisThread("/app");
        assertThat(modules.of(WebModulesTest.class)).isEmpty();
        modules.join(module);
        assertThat(modules.of(WebModulesTest.class)).contains(module);
    }

    @Test
    void aModuleThatJoinsTwiceIsOne() {
        modules.join(modules.ofThisThread("/app"));
        modules.join(modules.ofThisThread("/app"));
        assertThat(journal.count(Message.MODULE_JOINED)).isEqualTo(1);
    }
}
