package dev.durable.engine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.security.CodeSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Starts the engine where it is part of a web module: an application that is a WAR alone needs nothing besides. In an
 * EAR the web modules say themselves that they are there, by {@code durable-web}.
 */
@ApplicationScoped
class ModuleObserver {

    private static final String LIBRARIES = "/WEB-INF/lib/";

    @Inject
    private DurableEngine engine;

    /** The event comes on the module's own thread and in its context, whatever its {@code web.xml} says. */
    void moduleStarted(@Observes @Initialized(ApplicationScoped.class) ServletContext module) {
        // In the libraries of an EAR no one module is the engine's own, and the event may come in the context of
        // another.
        if (hasTheEngineInIt(module)) {
            engine.moduleStarted(module.getContextPath()).run();
        }
    }

    /** By the jar it comes from. Class loaders do not tell: what a server hands out may be a wrapper of the module's own. */
    private static boolean hasTheEngineInIt(ServletContext module) {
        @Nullable Set<String> jars = module.getResourcePaths(LIBRARIES);
        @Nullable CodeSource engine = DurableEngine.class.getProtectionDomain().getCodeSource();
        if (jars == null || engine == null) {
            return false;
        }
        String location = engine.getLocation().getPath();
        return jars.stream().anyMatch(jar -> location.contains(jar.substring(LIBRARIES.length() - 1)));
    }
}
