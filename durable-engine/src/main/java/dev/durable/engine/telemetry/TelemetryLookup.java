package dev.durable.engine.telemetry;

import dev.durable.engine.journal.Message;
import dev.durable.engine.signal.Telemetry;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.Config;

/**
 * Finds what the server offers. Nothing here names a class of OpenTelemetry, so that it can be loaded where there are
 * none.
 */
public final class TelemetryLookup {

    /** The switch of MicroProfile Telemetry, which is off unless this says otherwise. */
    static final String SWITCH = "otel.sdk.disabled";

    private TelemetryLookup() {}

    /**
     * Where to count and trace.
     *
     * @param config where the switch is
     * @param managers where the server may have put its bean, to be asked in this order
     * @param nanoTime this server's monotonic clock
     * @return {@link Telemetry#NONE} if it is switched off, or if there is nothing
     */
    public static Telemetry find(Config config, List<BeanManager> managers, LongSupplier nanoTime) {
        boolean on = config.getOptionalValue(SWITCH, Boolean.class)
                .filter(disabled -> !disabled)
                .isPresent();
        if (!on) {
            return Telemetry.NONE;
        }
        try {
            Optional<Telemetry> found = OpenTelemetryBean.find(managers).map(bean -> new Recorder(bean, nanoTime));
            if (found.isPresent()) {
                Message.TELEMETRY_ON.log();
                return found.get();
            }
            Message.NO_TELEMETRY.log("the server has no bean of that type");
        } catch (Throwable e) { // an Error, too, comes from the bean's producer, and is no reason not to start
            Message.NO_TELEMETRY.log(e, e);
        }
        return Telemetry.NONE;
    }
}
