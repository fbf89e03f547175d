package dev.durable.spi.testing;

import static java.util.Comparator.comparing;

import dev.durable.ExecutionId;
import dev.durable.spi.Change;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Claimed;
import dev.durable.spi.Command;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Renewal;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.TaskExecutionViews;
import dev.durable.spi.Wake;
import dev.durable.spi.WakeRule;
import dev.durable.spi.Woken;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reference implementation of the port: everything in memory, time in the test's hand. It knows no transactions
 * of callers; each verb takes effect when it returns. Where a store has a choice this one is strict, so that what
 * runs on it runs on any store: rules see no payloads, and a rule that calls the store is refused.
 */
public final class InMemoryTaskExecutionStore implements TaskExecutionStore {

    private static final Duration LONG_AGO = Duration.ofHours(1);

    private static final Comparator<StoredExecution> DEEPEST_FIRST =
            comparing((StoredExecution row) -> -row.lineage().depth()).thenComparing(StoredExecution::id);

    private final Memory memory;
    private final TaskExecutionViews views;

    /** An empty store. */
    public InMemoryTaskExecutionStore(InstantSource time) {
        memory = new Memory(time);
        views = new InMemoryViews(memory);
    }

    @Override
    public void insert(List<NewExecution> executions) {
        memory.write(draft -> {
            executions.forEach(draft::insert);
            return draft;
        });
    }

    @Override
    public Set<ExecutionId> insertIfAbsent(List<NewExecution> executions) {
        return memory.write(draft -> {
            Set<ExecutionId> inTheWay = new HashSet<>();
            for (NewExecution execution : executions) {
                if (draft.blocks(execution)) {
                    inTheWay.add(execution.id());
                } else {
                    draft.insert(execution);
                }
            }
            if (!inTheWay.isEmpty()) {
                draft.discard();
            }
            return inTheWay;
        });
    }

    @Override
    public void submit(List<Command> commands) {
        memory.write(draft -> {
            for (Command command : commands) {
                if (command instanceof Command.Cancel cancel) {
                    draft.commands().add(cancel.id());
                } else if (command instanceof Command.WakeUp wakeUp) {
                    draft.wakes().requested().add(wakeUp.wake());
                }
            }
            return draft;
        });
    }

    @Override
    public Claimed claim(ClaimQuery query) {
        return memory.write(draft -> new Claiming(draft, query).claim());
    }

    @Override
    public Written writeBack(List<WriteBack> writeBacks, FamilyRule family) {
        return memory.write(draft -> {
            Set<ExecutionId> refused = new HashSet<>();
            Set<ExecutionId> seen = new HashSet<>();
            List<StoredExecution> ended = new ArrayList<>();
            for (WriteBack writeBack : writeBacks) {
                if (!seen.add(writeBack.id())) {
                    throw new IllegalArgumentException("Two write-backs for execution " + writeBack.id());
                }
                StoredExecution row = draft.row(writeBack.id());
                if (row != null
                        && !Objects.equals(writeBack.parentId(), row.lineage().parentId())) {
                    throw new IllegalArgumentException("A write-back names another parent than " + row);
                }
                if (row == null || !row.heldUnder(writeBack.token())) {
                    refused.add(writeBack.id());
                } else {
                    draft.apply(writeBack.rule(), row)
                            .filter(StoredExecution::isNotified)
                            .ifPresent(ended::add);
                }
            }
            new Notifying(draft, family).tell(ended);
            return draft.written(refused, false);
        });
    }

    @Override
    public Written writeBackInTransaction(StoredExecution claimed, Change change) {
        return memory.write(draft -> {
            StoredExecution row = draft.row(claimed.id());
            if (row == null || !row.heldUnder(claimed.claim().token())) {
                return draft.written(Set.of(claimed.id()), false);
            }
            draft.applyUnnotified(locked -> Optional.of(change), row);
            return draft.written(Set.of(), false);
        });
    }

    @Override
    public Woken wake(Wake wake, Duration keep, WakeRule rule) {
        return memory.write(draft -> new Delivery(draft, keep, rule).wake(wake));
    }

    @Override
    public Written deliver(int limit, Duration keep, WakeRule rule) {
        return memory.write(draft -> new Delivery(draft, keep, rule).deliver(limit));
    }

    @Override
    public Written update(ExecutionId id, RowRule rule) {
        return memory.write(draft -> {
            StoredExecution row = draft.row(id);
            if (row != null) {
                draft.put(row);
                draft.applyUnnotified(rule, row);
            }
            return draft.written(Set.of(), false);
        });
    }

    @Override
    public Written sweep(SweepCondition condition, int limit, RowRule rule) {
        if (condition instanceof SweepCondition.CancelPending) {
            return sweepCancelPending(limit, rule);
        }
        return memory.write(draft -> {
            List<StoredExecution> found = draft.stored()
                    .filter(new WaitingRows(memory, draft.now()).condition(condition))
                    .sorted(DEEPEST_FIRST)
                    .toList();
            found.stream().limit(limit).forEach(row -> draft.applyUnnotified(rule, row));
            return draft.written(Set.of(), found.size() > limit);
        });
    }

    private Written sweepCancelPending(int limit, RowRule rule) {
        return memory.write(draft -> {
            List<ExecutionId> taken = draft.commands().stream().limit(limit).toList();
            taken.stream()
                    .flatMap(id -> Stream.ofNullable(draft.row(id)))
                    .forEach(row -> draft.applyUnnotified(rule, row));
            taken.forEach(draft.commands()::remove);
            return draft.written(Set.of(), !draft.commands().isEmpty());
        });
    }

    @Override
    public Written close(int limit, FamilyRule family) {
        return memory.write(draft -> {
            Set<ExecutionId> awaiting = draft.stored()
                    .filter(row -> !row.status().finished())
                    .flatMap(row -> Stream.ofNullable(row.lineage().parentId()))
                    .collect(Collectors.toSet());
            List<StoredExecution> found = draft.stored()
                    .filter(row -> row.status().finished() && !row.isNotified() && !awaiting.contains(row.id()))
                    .sorted(DEEPEST_FIRST)
                    .toList();
            List<StoredExecution> closed = found.stream()
                    .limit(limit)
                    .map(StoredExecution::markedNotified)
                    .toList();
            closed.forEach(draft::put);
            new Notifying(draft, family).tell(closed);
            return draft.written(Set.of(), found.size() > limit);
        });
    }

    @Override
    public void renew(Renewal renewal) {
        memory.locked(() -> {
            Instant now = memory.now();
            Set<ExecutorId> owners = memory.rows().values().stream()
                    .flatMap(row -> Stream.ofNullable(row.claim().owner()))
                    .collect(Collectors.toSet());
            memory.leases()
                    .entrySet()
                    .removeIf(lease ->
                            lease.getValue().isBefore(now.minus(LONG_AGO)) && !owners.contains(lease.getKey()));
            return memory.leases().put(renewal.executor(), now.plus(renewal.lease()));
        });
    }

    @Override
    public void release(ExecutorId executor) {
        memory.locked(() -> memory.leases().remove(executor));
    }

    @Override
    public TaskExecutionViews views() {
        return views;
    }

    /** Nothing to return. */
    @Override
    public void close() {}

    /** Every row, payloads included, in the order of insertion and then by id. */
    public List<StoredExecution> all() {
        return memory.locked(() -> memory.rows().values().stream()
                .sorted(comparing((StoredExecution row) -> row.times().created())
                        .thenComparing(StoredExecution::id))
                .toList());
    }

    /** Until when each executor's lease lasts; expired ones may be among them, released ones are not. */
    public Map<ExecutorId, Instant> leases() {
        return memory.locked(() -> Map.copyOf(memory.leases()));
    }

    /** What is to be cancelled and has not been yet. */
    public Set<ExecutionId> commands() {
        return memory.locked(() -> Set.copyOf(memory.commands()));
    }

    /** The commands to wake up that have not been applied yet, oldest first. */
    public List<Wake> wakeRequests() {
        return memory.locked(() -> List.copyOf(memory.wakes().requested()));
    }

    /** The wakes that nobody slept for, oldest first; those that were kept for too long may be among them. */
    public List<Wake> keptWakes() {
        return memory.locked(
                () -> memory.wakes().kept().stream().map(Wakes.Kept::wake).toList());
    }
}
