package dev.durable.example.web;

import dev.durable.example.intake.IntakeLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Semaphore;

/**
 * Bounds the uploads that are received at once. Each is held in memory when it goes to the database: a few large ones at
 * the same moment would take the heap that the tasks run in.
 */
@ApplicationScoped
public class UploadSlots {

    private final Semaphore free;

    /** For the proxy. */
    protected UploadSlots() {
        this(0);
    }

    @Inject
    UploadSlots(IntakeLimits limits) {
        this(limits.parallelUploads());
    }

    UploadSlots(int slots) {
        free = new Semaphore(slots);
    }

    /**
     * Takes a slot if one is free. Nobody waits for one: threads that wait would be missing elsewhere.
     *
     * @return whether one was free; it is to be returned then
     */
    boolean take() {
        return free.tryAcquire();
    }

    /** Returns a slot that was taken. */
    void returnSettled() {
        free.release();
    }
}
