package dev.durable.jpa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * The order in which due executions are claimed. One execution of each task comes first, so that a task with a single
 * execution does not wait behind the backlog of another task; then the order of {@link #COLUMNS} decides. The only class
 * that knows this order.
 */
final class ClaimOrder {

    /** The key within a task, as the index of ready executions has it behind the task. */
    static final String COLUMNS = "due_at, id";

    private ClaimOrder() {}

    /**
     * An execution that was found due, without a lock.
     *
     * @param id its id
     * @param token its token when it was found: another one says that it has been claimed since
     * @param due when it became due
     * @param crashes how many crashes it has
     */
    record Candidate(UUID id, long token, Instant due, int crashes) {}

    /**
     * Merges the candidates of several tasks.
     *
     * @param byTask the candidates of each task, by {@link #COLUMNS}
     * @param turn at which task to begin. It moves on with each claim: where there are more tasks than room, each task
     *     is first within a few claims
     * @param limit how many at most
     */
    static List<Candidate> merge(List<List<Candidate>> byTask, int turn, int limit) {
        List<List<Candidate>> rotated = new ArrayList<>(byTask);
        if (!rotated.isEmpty()) {
            Collections.rotate(rotated, -(turn % rotated.size()));
        }
        List<Candidate> firsts = new ArrayList<>();
        List<Candidate> others = new ArrayList<>();
        for (List<Candidate> candidates : rotated) {
            candidates.stream().limit(1).forEach(firsts::add);
            candidates.stream().skip(1).forEach(others::add);
        }
        // Stable: what is due at the same moment stays in the order of its task.
        others.sort(Comparator.comparing(Candidate::due));
        firsts.addAll(others);
        return firsts.subList(0, Math.min(limit, firsts.size()));
    }
}
