package dev.durable.engine;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.jspecify.annotations.Nullable;

/** Tells the engine that a web module comes up or goes down, on the module's own thread and in its context. */
public final class ModuleListener implements ServletContextListener {

    private static final String THERE = ModuleListener.class.getName();

    private volatile @Nullable DurableEngine engine;
    private volatile Runnable whenUp = () -> {};

    private ModuleListener() {}

    /** Has the engine told of a module that is about to come up. Repeats do no harm. */
    public static void listenTo(ServletContext module) {
        if (listensTo(module)) {
            return;
        }
        module.setAttribute(THERE, true);
        ModuleListener listener = new ModuleListener();
        module.addListener(listener);
        // A server makes its servlets when all listeners have run, the one with the greatest number last.
        module.addServlet(ModuleUpServlet.class.getName(), new ModuleUpServlet(listener::up))
                .setLoadOnStartup(Integer.MAX_VALUE);
    }

    /** Whether the engine is told of a module in this way. */
    static boolean listensTo(ServletContext module) {
        return module.getAttribute(THERE) != null;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        DurableEngine found = CDI.current().select(DurableEngine.class).get();
        engine = found;
        whenUp = found.moduleStarted(event.getServletContext().getContextPath());
    }

    private void up() {
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
