package dev.durable.engine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import java.util.concurrent.Callable;

/** Gives each attempt a CDI request context of its own. A bean, because only an intercepted bean can. */
@ApplicationScoped
public class RequestScope {

    /** Calls with an active request context, and ends the context with the call unless it was active before. */
    @ActivateRequestContext
    public <T> T call(Callable<T> work) throws Exception {
        return work.call();
    }
}
