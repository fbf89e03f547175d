package dev.durable.engine;

import dev.durable.engine.journal.Message;
import jakarta.enterprise.concurrent.ContextService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * The web modules that are up, each with its context: class loader, naming, CDI. A body runs in the context of the
 * module that declares its task, on whatever thread.
 */
final class WebModules {

    /**
     * A module.
     *
     * @param name its context path
     * @param loader the class loader that its own threads have
     * @param context runs something on the current thread, in the module's context
     */
    record WebModule(String name, ClassLoader loader, Executor context) {

        /** Whether the module's code sees this very class: its own classes, and those of the EAR's libraries. */
        boolean sees(Class<?> type) {
            try {
                return loader.loadClass(type.getName()) == type;
            } catch (ClassNotFoundException absent) {
                return false;
            }
        }
    }

    private final List<WebModule> up = new CopyOnWriteArrayList<>();

    /**
     * Which module runs which task, once that is known: asked for every claim and every body, and a class loader that
     * does not see a class says so by an exception. What no module sees is asked for again: its module may come up.
     */
    private final Map<Class<?>, WebModule> known = new ConcurrentHashMap<>();

    /** Takes the context of the current thread, which is that of a module coming up. */
    WebModule ofThisThread(String name) {
        ContextService contexts = Jndi.required("java:comp/DefaultContextService", ContextService.class);
        return new WebModule(name, Thread.currentThread().getContextClassLoader(), contexts.currentContextExecutor());
    }

    /** A module is up: from now on its tasks may run. Repeats do no harm. */
    void join(WebModule module) {
        if (up.stream().noneMatch(other -> other.loader() == module.loader())) {
            up.add(module);
            Message.MODULE_JOINED.log(module.name());
        }
    }

    void clear() {
        up.clear();
        known.clear();
    }

    /** The module in whose context a task of that class runs; for a class of the EAR's libraries the first one up. */
    Optional<WebModule> of(Class<?> taskClass) {
        WebModule before = known.get(taskClass);
        if (before != null) {
            return Optional.of(before);
        }
        Optional<WebModule> found =
                up.stream().filter(module -> module.sees(taskClass)).findFirst();
        found.ifPresent(module -> known.put(taskClass, module));
        return found;
    }
}
