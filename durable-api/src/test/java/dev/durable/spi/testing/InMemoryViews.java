package dev.durable.spi.testing;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
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
            return new Figures(running, ready.size(), oldest);
        });
    }

    /** Memory has no schema. */
    @Override
    public void checkSchema() {}
}
