package dev.durable.it.inside;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Lives as long as one request, or one attempt, and leaves behind how often that was for whom. */
@RequestScoped
public class Spells {

    private static final Map<String, AtomicInteger> BEGUN = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> ENDED = new ConcurrentHashMap<>();

    private String whose = "nobody's";
    private int calls;

    /** Counts the calls of this one spell. */
    public int call(String name) {
        if (calls == 0) {
            whose = name;
            count(BEGUN, name);
        }
        return ++calls;
    }

    @PreDestroy
    void end() {
        count(ENDED, whose);
    }

    static int begun(String name) {
        return BEGUN.getOrDefault(name, new AtomicInteger()).get();
    }

    static int ended(String name) {
        return ENDED.getOrDefault(name, new AtomicInteger()).get();
    }

    private static void count(Map<String, AtomicInteger> counts, String name) {
        counts.computeIfAbsent(name, unused -> new AtomicInteger()).incrementAndGet();
    }
}
