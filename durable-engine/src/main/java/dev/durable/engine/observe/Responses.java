package dev.durable.engine.observe;

import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Turns reports into what MicroProfile Health shows. */
final class Responses {

    private Responses() {}

    static HealthCheckResponse of(String name, EngineHealth.Report report) {
        HealthCheckResponseBuilder builder = HealthCheckResponse.named(name).status(report.up());
        for (Map.Entry<String, Object> entry : report.data().entrySet()) {
            if (entry.getValue() instanceof Number number) {
                builder.withData(entry.getKey(), number.longValue());
            } else {
                builder.withData(entry.getKey(), String.valueOf(entry.getValue()));
            }
        }
        return builder.build();
    }
}
