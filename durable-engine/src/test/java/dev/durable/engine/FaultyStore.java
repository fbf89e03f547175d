package dev.durable.engine;

import dev.durable.ExecutionId;
import dev.durable.ExecutionQuery;
import dev.durable.StoreException;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Claimed;
import dev.durable.spi.Command;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.Listing;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Renewal;
import dev.durable.spi.Role;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredAttempt;
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
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One server's way to the database, where a test lets things happen before a verb's transaction or after its commit.
 */
public final class FaultyStore implements TaskExecutionStore {

    /** What a server asks of the database. */
    public enum Verb {
        INSERT,
        SUBMIT,
        WRITE_BACK_IN_TRANSACTION,
        WAKE,
        DELIVER,
        CLAIM,
        WRITE_BACK,
        UPDATE,
        SWEEP,
        CLOSE,
        RENEW,
        RELEASE,
        FIND,
        CHILDREN,
        STANDINGS,
        LIST,
        PROBE
    }

    private final TaskExecutionStore store;
    private final TestTransaction transaction;
    private final Map<Verb, Runnable> before = new EnumMap<>(Verb.class);
    private final Map<Verb, Runnable> after = new EnumMap<>(Verb.class);
    private final Map<Verb, Integer> calls = new EnumMap<>(Verb.class);
    private Consumer<List<WriteBack>> beforeWriteBack = writeBacks -> {};
    private boolean out;
    private boolean firstOnly;

    public FaultyStore(TaskExecutionStore store, TestTransaction transaction) {
        this.store = store;
        this.transaction = transaction;
    }

    /** The database cannot be reached, until it is {@link #back}. */
    public void out() {
        out = true;
    }

    public void back() {
        out = false;
    }

    /** Before each such transaction, until something else is said. */
    public void before(Verb verb, Runnable happening) {
        before.put(verb, happening);
    }

    /** After each such commit. */
    public void after(Verb verb, Runnable happening) {
        after.put(verb, happening);
    }

    /** Before outcomes are written, which may be looked at. */
    public void beforeWriteBack(Consumer<List<WriteBack>> happening) {
        beforeWriteBack = happening;
    }

    /** Of several outcomes only the first is written; the rest conflict with other transactions. */
    public void writeFirstOnly() {
        firstOnly = true;
    }

    /** All is well again. */
    public void heal() {
        before.clear();
        after.clear();
        beforeWriteBack = writeBacks -> {};
        firstOnly = false;
    }

    public int calls(Verb verb) {
        return calls.getOrDefault(verb, 0);
    }

    /** A database that does not answer. */
    public static StoreException unreachable() {
        return new StoreException("The database could not be asked");
    }

    private <T> T through(Verb verb, Supplier<T> call) {
        calls.merge(verb, 1, Integer::sum);
        if (out) {
            throw unreachable();
        }
        before.getOrDefault(verb, () -> {}).run();
        T answer = call.get();
        after.getOrDefault(verb, () -> {}).run();
        return answer;
    }

    private <T> T own(Verb verb, Supplier<T> call) {
        if (transaction.active()) {
            throw new IllegalStateException("The engine's own work must not join a transaction");
        }
        return through(verb, call);
    }

    private void joining(Verb verb, Runnable call) {
        through(verb, () -> {
            transaction.write(call);
            return null;
        });
    }

    @Override
    public void insert(List<NewExecution> executions) {
        joining(Verb.INSERT, () -> store.insert(executions));
    }

    @Override
    public Set<ExecutionId> insertIfAbsent(List<NewExecution> executions) {
        return through(Verb.INSERT, () -> {
            if (!transaction.active()) {
                return store.insertIfAbsent(executions);
            }
            Set<ExecutionId> there = executions.stream()
                    .filter(this::isBlocked)
                    .map(NewExecution::id)
                    .collect(Collectors.toSet());
            if (there.isEmpty()) {
                transaction.write(() -> store.insertIfAbsent(executions));
            }
            return there;
        });
    }

    private boolean isBlocked(NewExecution execution) {
        String key = execution.wakeKey();
        return store.views().find(execution.id()).isPresent()
                || key != null
                        && store.views()
                                .sleeper(execution.taskId(), key)
                                .filter(row -> row.status() == TaskStatus.SLEEPING)
                                .isPresent();
    }

    @Override
    public void submit(List<Command> commands) {
        joining(Verb.SUBMIT, () -> store.submit(commands));
    }

    /** Judged at once, and written when the transaction of the body commits. */
    @Override
    public Written writeBackInTransaction(StoredExecution claimed, Change change) {
        return through(Verb.WRITE_BACK_IN_TRANSACTION, () -> {
            boolean held = store.views()
                    .find(claimed.id())
                    .filter(row -> row.heldUnder(claimed.claim().token()))
                    .isPresent();
            if (!held) {
                return new Written(List.of(), List.of(), Set.of(claimed.id()), false);
            }
            transaction.write(() -> store.writeBackInTransaction(claimed, change));
            return foretold(claimed, change);
        });
    }

    private static Written foretold(StoredExecution claimed, Change change) {
        Instant whenever = claimed.times().created();
        List<StoredExecution> inserted = change.inserts().stream()
                .map(execution -> execution.inserted(whenever))
                .toList();
        return new Written(List.of(claimed.after(change, whenever)), inserted, Set.of(), false);
    }

    @Override
    public Woken wake(Wake wake, Duration keep, WakeRule rule) {
        return own(Verb.WAKE, () -> store.wake(wake, keep, rule));
    }

    @Override
    public Written deliver(int limit, Duration keep, WakeRule rule) {
        return own(Verb.DELIVER, () -> store.deliver(limit, keep, rule));
    }

    @Override
    public Claimed claim(ClaimQuery query) {
        return own(Verb.CLAIM, () -> store.claim(query));
    }

    @Override
    public Written writeBack(List<WriteBack> writeBacks, FamilyRule family) {
        return own(Verb.WRITE_BACK, () -> {
            beforeWriteBack.accept(writeBacks);
            return firstOnly && writeBacks.size() > 1 ? first(writeBacks, family) : store.writeBack(writeBacks, family);
        });
    }

    private Written first(List<WriteBack> writeBacks, FamilyRule family) {
        Written first = store.writeBack(writeBacks.subList(0, 1), family);
        Set<ExecutionId> rest = writeBacks.stream().skip(1).map(WriteBack::id).collect(Collectors.toSet());
        return new Written(first.changed(), first.inserted(), first.refused(), rest, false);
    }

    @Override
    public Written update(ExecutionId id, RowRule rule) {
        return own(Verb.UPDATE, () -> store.update(id, rule));
    }

    @Override
    public Written sweep(SweepCondition condition, int limit, RowRule rule) {
        return own(Verb.SWEEP, () -> store.sweep(condition, limit, rule));
    }

    @Override
    public Written close(int limit, FamilyRule family) {
        return own(Verb.CLOSE, () -> store.close(limit, family));
    }

    @Override
    public void renew(Renewal renewal) {
        own(Verb.RENEW, () -> {
            store.renew(renewal);
            return null;
        });
    }

    @Override
    public void release(ExecutorId executor) {
        own(Verb.RELEASE, () -> {
            store.release(executor);
            return null;
        });
    }

    @Override
    public void close() {
        out = true;
    }

    @Override
    public TaskExecutionViews views() {
        return new FaultyViews(store.views());
    }

    private final class FaultyViews implements TaskExecutionViews {

        private final TaskExecutionViews views;

        FaultyViews(TaskExecutionViews views) {
            this.views = views;
        }

        @Override
        public Optional<StoredExecution> find(ExecutionId id) {
            return through(Verb.FIND, () -> views.find(id));
        }

        @Override
        public Map<ExecutionId, Standing> standings(Collection<ExecutionId> ids) {
            return through(Verb.STANDINGS, () -> views.standings(ids));
        }

        @Override
        public List<StoredExecution> children(ExecutionId parentId) {
            return through(Verb.CHILDREN, () -> views.children(parentId));
        }

        @Override
        public Optional<StoredExecution> related(ExecutionId parentId, Role role, int index) {
            return through(Verb.FIND, () -> views.related(parentId, role, index));
        }

        @Override
        public Optional<StoredExecution> sleeper(String taskId, String key) {
            return through(Verb.FIND, () -> views.sleeper(taskId, key));
        }

        @Override
        public List<StoredAttempt> attempts(ExecutionId id) {
            return through(Verb.FIND, () -> views.attempts(id));
        }

        @Override
        public List<StoredExecution> list(Listing listing) {
            return through(Verb.LIST, () -> views.list(listing));
        }

        @Override
        public long count(ExecutionQuery query) {
            return through(Verb.LIST, () -> views.count(query));
        }

        @Override
        public Figures figures() {
            return through(Verb.PROBE, views::figures);
        }

        @Override
        public void checkSchema() {
            through(Verb.PROBE, () -> {
                views.checkSchema();
                return null;
            });
        }
    }
}
