package dev.durable.engine.observe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** UP while every loop of the engine has turned lately. An outage of the database does not make it go down: a restart
 * would not help. */
@Liveness
@ApplicationScoped
public class DurableLiveness implements HealthCheck {

    @Inject
    private EngineHealth.Source source;

    @Override
    public HealthCheckResponse call() {
        return Responses.of("durable-live", source.liveness());
    }
}
