package dev.durable.engine.discovery;

import dev.durable.AnyTask;
import dev.durable.engine.payload.Generics;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Opens contextual references to one bean. The bean is the one that the extension was shown: a lookup by type from the
 * engine's archive does not see the classes of web modules on every server.
 */
record BeanReference(BeanManager manager, Bean<?> bean, Type type) implements Supplier<TaskInstance> {

    /** A type by which the bean can be called as a task; empty if its {@code @Typed} leaves none. */
    static Optional<Type> callableType(Bean<?> bean) {
        return bean.getTypes().contains(bean.getBeanClass())
                ? Optional.of(bean.getBeanClass())
                : bean.getTypes().stream()
                        .filter(type -> AnyTask.class.isAssignableFrom(Generics.raw(type)))
                        .findFirst();
    }

    @Override
    public TaskInstance get() {
        CreationalContext<?> context = manager.createCreationalContext(bean);
        try {
            AnyTask<?, ?> task = (AnyTask<?, ?>) manager.getReference(bean, type, context);
            return new TaskInstance(task, context::release);
        } catch (RuntimeException e) {
            // What was created before the failure, a dependent object say, would otherwise stay indefinitely.
            context.release();
            throw e;
        }
    }
}
