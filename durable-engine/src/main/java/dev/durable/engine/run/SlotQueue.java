package dev.durable.engine.run;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that wait for a slot, and how many slots are busy.
 *
 * <p>Tasks take turns: the next attempt is of the task that has not had a turn for the longest time, and within a task
 * the first that was claimed. Otherwise thousands of prefetched attempts of one task would hold up a lone one of
 * another.
 *
 * <p>The monitor guards all of it; no user code and no database is called under it.
 */
final class SlotQueue {

    /** What waits of one task. It stays when it is empty: a task that comes back does not get ahead of its turn. */
    private static final class Line {

        private final Set<Attempt> attempts = new LinkedHashSet<>(); // removal must not search what waits
        private long lastTurn;
    }

    private final int slots;
    private final Map<String, Line> lines = new LinkedHashMap<>(); // as many as there are tasks, so few
    private int waiting;
    private long turns;
    private int busy;
    private int starting;

    /** @param slots how many bodies run at a time */
    SlotQueue(int slots) {
        this.slots = slots;
    }

    /** Adds attempts in the order of their claims, which is the order in which they are due. */
    synchronized void add(Collection<Attempt> claimed) {
        for (Attempt attempt : claimed) {
            if (line(attempt).attempts.add(attempt)) {
                waiting++;
            }
        }
    }

    private Line line(Attempt attempt) {
        return lines.computeIfAbsent(attempt.task().id(), id -> new Line());
    }

    /** Takes a slot for what waits; false if there is none to take, or nothing to take it for. */
    synchronized boolean takeSlot() {
        // A slot that is starting takes one execution, so no more start than there are executions waiting.
        if (busy >= slots || starting >= waiting) {
            return false;
        }
        busy++;
        starting++;
        return true;
    }

    /** A slot that was taken has got no thread. */
    synchronized void slotNotStarted() {
        busy--;
        starting--;
    }

    /** The first attempt of a slot that was taken; null if it was decided meanwhile. */
    synchronized @Nullable Attempt first() {
        starting--;
        return next();
    }

    /** The next attempt of a slot that is at work; null if none waits. */
    synchronized @Nullable Attempt next() {
        Line next = null;
        for (Line line : lines.values()) {
            if (!line.attempts.isEmpty() && (next == null || line.lastTurn < next.lastTurn)) {
                next = line;
            }
        }
        if (next == null) {
            return null;
        }
        next.lastTurn = ++turns;
        Iterator<Attempt> attempts = next.attempts.iterator();
        Attempt attempt = attempts.next();
        attempts.remove();
        waiting--;
        return attempt;
    }

    /** A slot is free again. */
    synchronized void slotEnded() {
        busy--;
    }

    /** The attempt is done with: it waits no more, and a thread that waits for a change looks. */
    synchronized void remove(Attempt attempt) {
        // Decided while it waited, and perhaps no slot ever becomes free to find that out.
        if (line(attempt).attempts.remove(attempt)) {
            waiting--;
        }
        notifyAll();
    }

    /** Waits until an attempt is done with, at most so long. */
    synchronized void awaitChange(Duration limit) throws InterruptedException {
        wait(Math.max(1, limit.toMillis()));
    }
}
