package dev.durable.engine;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.security.CodeSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Starts the engine where it is part of a web module: an application that is a WAR alone needs nothing besides. In an
 * EAR not every server calls it, and its web modules say themselves that they are there, by {@code durable-web}.
 */
public final class ModuleInitializer implements ServletContainerInitializer {

    private static final String LIBRARIES = "/WEB-INF/lib/";

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext module) {
        if (hasTheEngineInIt(module)) {
            ModuleListener.listenTo(module);
        }
    }

    /** By the jar it comes from. Class loaders do not tell: what a server hands out may be a wrapper of the module's own. */
    static boolean hasTheEngineInIt(ServletContext module) {
        @Nullable Set<String> jars = module.getResourcePaths(LIBRARIES);
        @Nullable CodeSource engine = DurableEngine.class.getProtectionDomain().getCodeSource();
        if (jars == null || engine == null) {
            return false;
        }
        String location = engine.getLocation().getPath();
        return jars.stream().anyMatch(jar -> location.contains(jar.substring(LIBRARIES.length() - 1)));
    }
}
