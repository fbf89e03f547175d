package dev.durable.engine;

import dev.durable.engine.client.ExecutorClient;

/** What applications call, of one engine. */
final class ClientOf extends ExecutorClient {

    private final RunningEngine engine;

    ClientOf(RunningEngine engine) {
        this.engine = engine;
    }

    @Override
    protected Parts running() {
        return engine.client();
    }
}
