/** Metrics and traces, by OpenTelemetry where the server offers it: no other package knows it, and none needs it. */
@NullMarked
package dev.durable.engine.telemetry;

import org.jspecify.annotations.NullMarked;
