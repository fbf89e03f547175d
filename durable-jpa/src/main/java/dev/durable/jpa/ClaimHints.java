package dev.durable.jpa;

import dev.durable.TaskStatus;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one claim leaves behind for the next one of this server: at which task to begin, and for each task a low-water mark,
 * the due time below which the last claim found nothing to claim. Without it a claim begins at the left edge of the index,
 * which is full of the dead entries of what has been claimed, until a vacuum.
 *
 * <p>The marks are only hints. A transaction may commit long after it has inserted, with a due time below the mark; so may
 * another server that returns a claim. So each mark stays {@link #MARGIN} behind, and a claim begins at the left edge at
 * least every {@link #FULL_CLAIM_EVERY}.
 */
final class ClaimHints {

    /** How long an execution below its task's mark waits at the most, beside what its server's polls take. */
    static final Duration FULL_CLAIM_EVERY = Duration.ofSeconds(3);

    /** How far a mark stays behind what a claim has found: more than most transactions last. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Map<String, Instant> marks = new HashMap<>();

    /** What has become ready since the last claim began, which may not have seen it: the lowest due time of each task. */
    private final Map<String, Instant> readySince = new HashMap<>();

    private Instant lastFull = Instant.MIN;
    private int turn;

    /**
     * Where a claim begins.
     *
     * @param tasks the tasks, in the order of their ids
     * @param from for each of them the due time to begin at
     * @param turn at which task to begin
     */
    record Start(List<String> tasks, List<Instant> from, int turn) {}

    /**
     * Begins a claim.
     *
     * @param now the database's clock
     * @param limit how many executions it takes at the most
     */
    synchronized Start begin(Collection<String> tasks, Instant now, int limit) {
        boolean full = now.isBefore(lastFull)
                || lastFull.equals(Instant.MIN)
                || !now.isBefore(lastFull.plus(FULL_CLAIM_EVERY));
        if (full) {
            lastFull = now;
            marks.clear();
        }
        readySince.clear();
        List<String> inOrder = tasks.stream().sorted().toList();
        int begun = turn;
        turn = (turn + limit) % inOrder.size();
        return new Start(
                inOrder,
                inOrder.stream()
                        .map(task -> marks.getOrDefault(task, Instant.EPOCH))
                        .toList(),
                begun);
    }

    /**
     * Notes where a claim has found the first candidate of a task.
     *
     * @param lowest its due time, or the moment of the claim if there was none
     */
    synchronized void found(String task, Instant lowest) {
        marks.put(task, lowest.minus(MARGIN));
        readySince.computeIfPresent(task, (same, due) -> marks.merge(same, due, ClaimHints::earlier));
    }

    /** Lowers the marks to what has become ready: by a rescue, a return, another attempt. */
    synchronized void ready(Written written) {
        Stream.concat(written.changed().stream(), written.inserted().stream())
                .filter(row -> row.status() == TaskStatus.READY)
                .forEach(this::lower);
    }

    private void lower(StoredExecution row) {
        Instant due = row.times().due();
        readySince.merge(row.taskId(), due, ClaimHints::earlier);
        marks.computeIfPresent(row.taskId(), (task, mark) -> earlier(due, mark));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
