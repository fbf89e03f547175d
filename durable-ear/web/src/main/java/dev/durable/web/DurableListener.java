package dev.durable.web;

import dev.durable.engine.DurableEngine;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.jspecify.annotations.Nullable;

/** Tells the engine that a web module comes up or goes down, on the module's own thread and in its context. */
final class DurableListener implements ServletContextListener {

    private volatile @Nullable DurableEngine engine;
    private volatile Runnable whenUp = () -> {};

    @Override
    public void contextInitialized(ServletContextEvent event) {
        DurableEngine found = CDI.current().select(DurableEngine.class).get();
        engine = found;
        whenUp = found.moduleStarted(event.getServletContext().getContextPath());
    }

    /** The module is up. */
    void up() {
        whenUp.run();
    }

    /** With the reference found at start: a server that stops may have taken its lookups away. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        DurableEngine found = engine;
        if (found != null) {
            found.stop();
        }
    }
}
