package dev.durable.engine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;

/**
 * Starts the engine where it is part of a web module whose {@code web.xml} keeps its initializer out, by ordering its
 * fragments and naming no others. The module's tasks may then run before its own listeners have.
 */
@ApplicationScoped
class ModuleObserver {

    @Inject
    private DurableEngine engine;

    /** The event comes on the module's own thread and in its context, whatever its {@code web.xml} says. */
    void moduleStarted(@Observes @Initialized(ApplicationScoped.class) ServletContext module) {
        // In the libraries of an EAR no one module is the engine's own, and the event may come in the context of
        // another.
        if (ModuleInitializer.hasTheEngineInIt(module) && !ModuleListener.listensTo(module)) {
            engine.moduleStarted(module.getContextPath()).run();
        }
    }
}
