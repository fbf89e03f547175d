package dev.durable.spi.testing;

import static java.util.Comparator.comparing;

import dev.durable.TaskStatus;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Claimed;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Claims what is due, and finds out when more will be. */
final class Claiming {

    private static final Comparator<StoredExecution> OLDEST_DUE_FIRST =
            comparing((StoredExecution row) -> row.times().due()).thenComparing(StoredExecution::id);

    private final Draft draft;
    private final ClaimQuery query;

    Claiming(Draft draft, ClaimQuery query) {
        this.draft = draft;
        this.query = query;
    }

    Claimed claim() {
        Map<Boolean, List<StoredExecution>> byDue = draft.stored()
                .filter(row -> row.status() == TaskStatus.READY)
                .filter(row -> query.tasks().containsKey(row.taskId()))
                .filter(row -> !pastItsDeadline(row))
                .sorted(OLDEST_DUE_FIRST)
                .collect(Collectors.partitioningBy(this::due));
        List<StoredExecution> claimed = claimable(byDue.get(true)).stream()
                .map(row -> query.claim(row, draft.now()))
                .toList();
        claimed.forEach(draft::put);
        Optional<Duration> nextDue = byDue.get(false).stream()
                .filter(row -> claimed.size() < query.limit())
                .findFirst()
                .map(row -> Duration.between(draft.now(), row.times().due()));
        return new Claimed(claimed, nextDue);
    }

    private List<StoredExecution> claimable(List<StoredExecution> due) {
        List<StoredExecution> chosen = new ArrayList<>();
        boolean suspects = query.suspects();
        for (StoredExecution row : inOrder(due)) {
            boolean suspect = row.claim().crashes() >= query.suspectAfter();
            if (chosen.size() < query.limit() && (!suspect || suspects)) {
                chosen.add(row);
                suspects &= !suspect;
            }
        }
        return chosen;
    }

    /** One of each task comes first, then the oldest. */
    private static List<StoredExecution> inOrder(List<StoredExecution> due) {
        Map<String, StoredExecution> firsts = new LinkedHashMap<>();
        due.forEach(row -> firsts.putIfAbsent(row.taskId(), row));
        List<StoredExecution> inOrder = new ArrayList<>(firsts.values());
        due.stream().filter(row -> firsts.get(row.taskId()) != row).forEach(inOrder::add);
        return inOrder;
    }

    private boolean due(StoredExecution row) {
        return !row.times().due().isAfter(draft.now());
    }

    private boolean pastItsDeadline(StoredExecution row) {
        Instant deadline = row.times().deadline();
        return deadline != null && !deadline.isAfter(draft.now());
    }
}
