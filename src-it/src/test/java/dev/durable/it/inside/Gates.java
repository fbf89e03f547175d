package dev.durable.it.inside;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gates at which bodies wait, by name. Tests and bodies share them, being of one web module. */
final class Gates {

    private static final Map<String, CountDownLatch> REACHED = new ConcurrentHashMap<>();
    private static final Map<String, CountDownLatch> OPEN = new ConcurrentHashMap<>();
    private static final Map<String, CountDownLatch> BROKEN_OFF = new ConcurrentHashMap<>();

    private Gates() {}

    /** Waits at a gate until it is opened. */
    static void pass(String name) throws InterruptedException {
        of(REACHED, name).countDown();
        try {
            await(of(OPEN, name), name + " to be opened");
        } catch (InterruptedException e) {
            of(BROKEN_OFF, name).countDown();
            throw e;
        }
    }

    static void open(String name) {
        of(OPEN, name).countDown();
    }

    /** Waits until a body is at the gate. */
    static void awaitArrival(String name) throws InterruptedException {
        await(of(REACHED, name), name + " to be reached");
    }

    /** Waits until a body was interrupted at the gate. */
    static void awaitInterrupt(String name) throws InterruptedException {
        await(of(BROKEN_OFF, name), "an interrupt at " + name);
    }

    private static CountDownLatch of(Map<String, CountDownLatch> gates, String name) {
        return gates.computeIfAbsent(name, unused -> new CountDownLatch(1));
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(InsideServer.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Waited too long for " + what);
        }
    }
}
