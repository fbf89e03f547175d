package dev.durable.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.durable.engine.signal.Telemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.Config;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryLookupTest {

    /** What a server with MicroProfile Telemetry adds. */
    @ApplicationScoped
    public static class Offers {
        @Produces
        @ApplicationScoped
        OpenTelemetry openTelemetry() {
            return OpenTelemetry.noop();
        }
    }

    /** The same for another web module. */
    @ApplicationScoped
    public static class OffersAnother {
        @Produces
        @ApplicationScoped
        OpenTelemetry openTelemetry() {
            return OpenTelemetry.noop();
        }
    }

    /** A server whose bean cannot be made, since an exporter cannot be loaded. */
    public static final class Fails implements Extension {
        void add(@Observes AfterBeanDiscovery beans) {
            beans.<OpenTelemetry>addBean()
                    .types(OpenTelemetry.class)
                    .scope(ApplicationScoped.class)
                    .createWith(context -> {
                        throw new ServiceConfigurationError("no such exporter");
                    });
        }
    }

    /** A module without. */
    @ApplicationScoped
    public static class Plain {}

    private static WeldContainer container(Class<?>... beans) {
        return new Weld(Arrays.toString(beans))
                .disableDiscovery()
                .addBeanClasses(beans)
                .initialize();
    }

    private static Config config(Map<String, String> values) {
        return new SmallRyeConfigBuilder().withDefaultValues(values).build();
    }

    private static Telemetry find(Config config, BeanManager... managers) {
        return TelemetryLookup.find(config, List.of(managers), () -> 0);
    }

    private static final Config ON = config(Map.of("otel.sdk.disabled", "false"));

    @Test
    void whatTheServerOffersIsUsedWhereItIsSwitchedOn() {
        try (WeldContainer offering = container(Offers.class)) {
            assertThat(find(ON, offering.getBeanManager())).isInstanceOf(Recorder.class);
        }
    }

    @Test
    void theModuleThatHasTheBeanIsFound() {
        try (WeldContainer offering = container(Offers.class);
                WeldContainer plain = container(Plain.class)) {
            assertThat(find(ON, plain.getBeanManager(), offering.getBeanManager()))
                    .isInstanceOf(Recorder.class);
        }
    }

    @Test
    void oneOfSeveralIsAsGoodAsAnother() {
        try (WeldContainer offering = container(Offers.class, OffersAnother.class)) {
            assertThat(find(ON, offering.getBeanManager())).isInstanceOf(Recorder.class);
        }
    }

    @Test
    void withoutTheBeanThereIsNothing() {
        try (WeldContainer plain = container(Plain.class)) {
            assertThat(find(ON, plain.getBeanManager())).isSameAs(Telemetry.NONE);
        }
    }

    @Test
    void aServerThatCannotMakeItsOwnKeepsNothingFromStarting() {
        Weld server = new Weld("failing")
                .disableDiscovery()
                .addBeanClasses(Plain.class)
                .addExtension(new Fails());
        try (WeldContainer failing = server.initialize()) {
            assertThat(find(ON, failing.getBeanManager())).isSameAs(Telemetry.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", ""})
    void unlessItIsSwitchedOnNobodyIsAsked(String disabled) {
        assertThat(find(config(Map.of("otel.sdk.disabled", disabled)), new BeanManager[0]))
                .isSameAs(Telemetry.NONE);
        assertThat(find(config(Map.of()))).isSameAs(Telemetry.NONE);
    }

    @Test
    void whereThereIsNoOpenTelemetryNoClassIsMissing() throws Exception {
        List<URL> urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> !path.contains("opentelemetry"))
                .map(TelemetryLookupTest::url)
                .toList();
        try (URLClassLoader without =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Runnable probe = (Runnable) without.loadClass(WithoutOpenTelemetry.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread thread = new Thread(probe);
            thread.setContextClassLoader(without);
            thread.setUncaughtExceptionHandler((which, what) -> thrown.set(what));
            thread.start();
            thread.join();
            assertThat(thrown.get()).isNull();
        }
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loaded by a class loader that does not know OpenTelemetry. */
    public static final class WithoutOpenTelemetry implements Runnable {

        /** To be made from outside. */
        public WithoutOpenTelemetry() {}

        @Override
        public void run() {
            assertThatCode(() -> Class.forName("io.opentelemetry.api.OpenTelemetry"))
                    .isInstanceOf(ClassNotFoundException.class);
            Config on = config(Map.of("otel.sdk.disabled", "false"));
            try (WeldContainer plain = container(Plain.class)) {
                assertThat(find(on, plain.getBeanManager())).isSameAs(Telemetry.NONE);
            }
        }
    }
}
