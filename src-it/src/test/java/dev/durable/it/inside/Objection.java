package dev.durable.it.inside;

import jakarta.transaction.Synchronization;

/** Objects to a transaction at the last moment. */
final class Objection implements Synchronization {

    @Override
    public void beforeCompletion() {
        throw new IllegalStateException("an objection");
    }

    @Override
    public void afterCompletion(int status) {}
}
