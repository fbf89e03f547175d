package dev.durable.engine;

import dev.durable.engine.client.ExecutorClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * What applications inject. It is not transactional itself: an exception that leaves a transactional bean would mark
 * the caller's transaction for rollback, and a refused call must leave it usable.
 */
@ApplicationScoped
public class DurableExecutorBean extends ExecutorClient {

    @Inject
    private DurableEngine engine;

    @Override
    protected Parts running() {
        return engine.client();
    }
}
