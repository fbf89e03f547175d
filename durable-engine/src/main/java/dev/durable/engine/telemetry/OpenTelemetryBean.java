package dev.durable.engine.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bean by which MicroProfile Telemetry hands out its OpenTelemetry. */
final class OpenTelemetryBean {

    private OpenTelemetryBean() {}

    static Optional<OpenTelemetry> find(List<BeanManager> managers) {
        return managers.stream().flatMap(manager -> find(manager).stream()).findFirst();
    }

    private static Optional<OpenTelemetry> find(BeanManager manager) {
        Set<Bean<?>> candidates = manager.getBeans(OpenTelemetry.class);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Bean<?> bean = anyOf(manager, candidates);
        return Optional.of(
                (OpenTelemetry) manager.getReference(bean, OpenTelemetry.class, manager.createCreationalContext(bean)));
    }

    /** A server may have one for each web module, all of which see all of them. They export to the same place. */
    private static Bean<?> anyOf(BeanManager manager, Set<Bean<?>> candidates) {
        try {
            return manager.resolve(candidates);
        } catch (AmbiguousResolutionException several) {
            return candidates.iterator().next();
        }
    }
}
