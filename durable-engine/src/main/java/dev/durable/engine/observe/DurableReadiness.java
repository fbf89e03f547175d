package dev.durable.engine.observe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** UP while the server takes work, the store can be reached and its schema fits. */
@Readiness
@ApplicationScoped
public class DurableReadiness implements HealthCheck {

    @Inject
    private EngineHealth.Source source;

    @Override
    public HealthCheckResponse call() {
        return Responses.of("durable-ready", source.readiness());
    }
}
