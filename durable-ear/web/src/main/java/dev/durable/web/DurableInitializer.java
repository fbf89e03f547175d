package dev.durable.web;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds the listener that starts the engine: works whatever {@code web.xml} says, and whether there is one. */
public final class DurableInitializer implements ServletContainerInitializer {

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext module) {
        module.addListener(new DurableListener());
    }
}
