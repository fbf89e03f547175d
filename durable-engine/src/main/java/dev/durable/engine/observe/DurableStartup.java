package dev.durable.engine.observe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** UP from the moment at which the engine has started, for good: a probe that waits for that need not ask again. */
@Startup
@ApplicationScoped
public class DurableStartup implements HealthCheck {

    @Inject
    private EngineHealth.Source source;

    @Override
    public HealthCheckResponse call() {
        return Responses.of("durable-started", source.startup());
    }
}
