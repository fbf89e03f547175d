package dev.durable.spi.testing;

import dev.durable.ExecutionId;
import dev.durable.ExecutionQuery;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Listing;
import dev.durable.spi.Role;
import dev.durable.spi.StoredAttempt;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Payloads;
import dev.durable.spi.TaskExecutionViews;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The reading side of {@link InMemoryTaskExecutionStore}. */
final class InMemoryViews implements TaskExecutionViews {

    private final Memory memory;

    InMemoryViews(Memory memory) {
        this.memory = memory;
    }

    @Override
    public Optional<StoredExecution> find(ExecutionId id) {
        return memory.locked(() -> Optional.ofNullable(memory.rows().get(id)));
    }

    @Override
    public Map<ExecutionId, Standing> standings(Collection<ExecutionId> ids) {
        return memory.locked(() -> ids.stream()
                .distinct()
                .flatMap(id -> Stream.ofNullable(memory.rows().get(id)))
                .collect(Collectors.toMap(
                        StoredExecution::id,
                        row -> new Standing(row.status(), row.claim().token()))));
    }

    @Override
    public List<StoredExecution> children(ExecutionId parentId) {
        return memory.locked(() -> memory.rows().values().stream()
                .filter(row -> parentId.equals(row.lineage().parentId()))
                .filter(row -> row.lineage().role() == Role.CHILD)
                .sorted(Comparator.comparing(row -> row.lineage().index()))
                .toList());
    }

    @Override
    public Optional<StoredExecution> related(ExecutionId parentId, Role role, int index) {
        return memory.locked(() -> memory.rows().values().stream()
                .filter(row -> parentId.equals(row.lineage().parentId()))
                .filter(row -> row.lineage().role() == role && row.lineage().index() == index)
                .findFirst());
    }

    @Override
    public Optional<StoredExecution> sleeper(String taskId, String key) {
        return memory.locked(() ->
                Delivery.sleeper(memory.rows().values().stream(), taskId, key).map(Draft::withoutPayloads));
    }

    @Override
    public List<StoredAttempt> attempts(ExecutionId id) {
        return memory.locked(() -> List.copyOf(memory.attempts().getOrDefault(id, List.of())));
    }

    @Override
    public List<StoredExecution> list(Listing listing) {
        ExecutionId below = listing.below();
        return memory.locked(() -> matching(listing.query())
                .filter(row -> below == null || row.id().compareTo(below) < 0)
                .sorted(Comparator.comparing(StoredExecution::id).reversed())
                .limit(listing.limit())
                .map(InMemoryViews::inShort)
                .toList());
    }

    @Override
    public long count(ExecutionQuery query) {
        return memory.locked(() -> matching(query).count());
    }

    private Stream<StoredExecution> matching(ExecutionQuery query) {
        Instant now = memory.now();
        Duration older = query.olderThan();
        Duration younger = query.youngerThan();
        return memory.rows().values().stream()
                .filter(row -> query.taskId() == null || query.taskId().equals(row.taskId()))
                .filter(row -> query.statuses().isEmpty() || query.statuses().contains(row.status()))
                .filter(row -> older == null || row.times().created().isBefore(now.minus(older)))
                .filter(row -> younger == null || row.times().created().isAfter(now.minus(younger)))
                .filter(row -> !query.rootsOnly() || row.lineage().role() == Role.ROOT);
    }

    private static StoredExecution inShort(StoredExecution row) {
        return new StoredExecution(
                row.id(),
                row.taskId(),
                row.lineage(),
                row.status(),
                row.notified(),
                row.claim(),
                row.family(),
                row.options(),
                Payloads.NONE,
                withoutStack(row.error()),
                row.times(),
                row.wakeKey());
    }

    private static @Nullable TaskError withoutStack(@Nullable TaskError error) {
        return error == null
                ? null
                : new TaskError(error.kind(), error.message(), error.exceptionType(), null, error.retryable());
    }

    @Override
    public Figures figures() {
        return memory.locked(() -> {
            Instant now = memory.now();
            long running = memory.rows().values().stream()
                    .filter(row -> row.status() == TaskStatus.RUNNING)
                    .limit(Figures.MOST)
                    .count();
            List<Instant> ready = memory.rows().values().stream()
                    .filter(row -> row.status() == TaskStatus.READY)
                    .map(row -> row.times().due())
                    .filter(due -> !due.isAfter(now))
                    .sorted()
                    .limit(Figures.MOST)
                    .toList();
            Duration oldest = ready.isEmpty() ? Duration.ZERO : Duration.between(ready.get(0), now);
            Optional<Duration> nextDeadline = memory.rows().values().stream()
                    .filter(row -> !row.status().finished())
                    .flatMap(row -> Stream.ofNullable(row.times().deadline()))
                    .min(Comparator.naturalOrder())
                    .map(deadline -> Duration.between(now, deadline));
            return new Figures(running, ready.size(), oldest, nextDeadline);
        });
    }

    /** Memory has no schema. */
    @Override
    public void checkSchema() {}
}
