package dev.durable.web;

import dev.durable.engine.ModuleListener;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds what tells the engine of the module: works whatever {@code web.xml} says, and whether there is one. */
public final class DurableInitializer implements ServletContainerInitializer {

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext module) {
        ModuleListener.listenTo(module);
    }
}
