package dev.durable.engine.observe;

/** Where health checks get their reports, whether or not the engine has started. */
public interface HealthSource {

    /** Whether the engine has started, be it long ago. */
    EngineHealth.Report startup();

    /** Whether work can be taken. */
    EngineHealth.Report readiness();

    /** Whether the engine turns. */
    EngineHealth.Report liveness();
}
