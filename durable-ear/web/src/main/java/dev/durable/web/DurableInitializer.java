package dev.durable.web;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds what tells the engine of the module: works whatever {@code web.xml} says, and whether there is one. */
public final class DurableInitializer implements ServletContainerInitializer {

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext module) {
        DurableListener listener = new DurableListener();
        module.addListener(listener);
        // A server makes its servlets when all listeners have run, the one with the greatest number last.
        module.addServlet(DurableServlet.class.getName(), new DurableServlet(listener))
                .setLoadOnStartup(Integer.MAX_VALUE);
    }
}
