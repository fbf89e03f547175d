package dev.durable.jpa;

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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.SessionFactory;

/** Stores executions in a relational database. Each verb says in which transaction it runs; the rest is elsewhere. */
final class JpaTaskExecutionStore implements TaskExecutionStore {

    private static final String CANCEL = "insert into durable_cancel (execution_id) values (?)";

    private final Transactions transactions;
    private final SessionFactory sessions;
    private final TaskExecutionViews views;
    private final ClaimHints hints = new ClaimHints();

    JpaTaskExecutionStore(Transactions transactions, SessionFactory sessions, TaskExecutionViews views) {
        this.transactions = transactions;
        this.sessions = sessions;
        this.views = views;
    }

    @Override
    public void insert(List<NewExecution> executions) {
        if (executions.isEmpty()) {
            return;
        }
        transactions.joined(new InsertVerb(executions)::insert);
    }

    @Override
    public Set<ExecutionId> insertIfAbsent(List<NewExecution> executions) {
        return executions.isEmpty() ? Set.of() : transactions.joined(new InsertVerb(executions)::insertIfAbsent);
    }

    @Override
    public void submit(List<Command> commands) {
        List<ExecutionId> cancellations = new ArrayList<>();
        List<Wake> wakes = new ArrayList<>();
        for (Command command : commands) {
            if (command instanceof Command.Cancel cancel) {
                cancellations.add(cancel.id());
            } else if (command instanceof Command.WakeUp wakeUp) {
                wakes.add(wakeUp.wake());
            }
        }
        if (commands.isEmpty()) {
            return;
        }
        transactions.joined(work -> {
            if (!cancellations.isEmpty()) {
                work.batch(CANCEL, cancellations, Parameters::id);
            }
            if (!wakes.isEmpty()) {
                new WakeTable(work).insert(wakes, null);
            }
            return commands;
        });
    }

    @Override
    public Claimed claim(ClaimQuery query) {
        return transactions.own(new ClaimVerb(query, hints)::run);
    }

    @Override
    public Written writeBack(List<WriteBack> writeBacks, FamilyRule family) {
        try {
            return noted(transactions.own(new WriteBackVerb(writeBacks, family)::run));
        } catch (Failures.Conflict conflict) {
            if (writeBacks.size() <= 1) {
                throw conflict;
            }
            return split(writeBacks, family);
        }
    }

    private Written noted(Written written) {
        hints.ready(written);
        return written;
    }

    /** A conflict concerns few rows: the others must not wait for it. */
    private Written split(List<WriteBack> writeBacks, FamilyRule family) {
        StoreMessage.SPLIT.log(writeBacks.size());
        int half = writeBacks.size() / 2;
        List<WriteBack> firstHalf = writeBacks.subList(0, half);
        List<WriteBack> secondHalf = writeBacks.subList(half, writeBacks.size());
        Written first;
        try {
            first = writeBack(firstHalf, family);
        } catch (Failures.Conflict conflict) {
            return both(unwritten(firstHalf), writeBack(secondHalf, family));
        }
        try {
            return both(first, writeBack(secondHalf, family));
        } catch (RuntimeException thrown) {
            // The first half is committed, and the caller must learn of it: it would take a repetition's refusal for a
            // claim that it has lost. What was thrown is thrown again when the caller comes with the rest.
            StoreMessage.UNWRITTEN.log(thrown, secondHalf.size());
            return both(first, unwritten(secondHalf));
        }
    }

    private static Written unwritten(List<WriteBack> writeBacks) {
        Set<ExecutionId> ids = writeBacks.stream().map(WriteBack::id).collect(Collectors.toSet());
        return new Written(List.of(), List.of(), Set.of(), ids, false);
    }

    private static Written both(Written first, Written second) {
        List<StoredExecution> changed = new ArrayList<>(first.changed());
        // A parent that both halves have told is in both: the second knows it as it stands now.
        changed.removeIf(
                row -> second.changed().stream().anyMatch(later -> later.id().equals(row.id())));
        changed.addAll(second.changed());
        List<StoredExecution> inserted = new ArrayList<>(first.inserted());
        inserted.addAll(second.inserted());
        return new Written(
                changed,
                inserted,
                union(first.refused(), second.refused()),
                union(first.unwritten(), second.unwritten()),
                false);
    }

    private static Set<ExecutionId> union(Set<ExecutionId> first, Set<ExecutionId> second) {
        Set<ExecutionId> union = new HashSet<>(first);
        union.addAll(second);
        return union;
    }

    @Override
    public Written writeBackInTransaction(StoredExecution claimed, Change change) {
        Written written = transactions.callers(new TransactionalWriteBackVerb(claimed, change)::run);
        if (!written.refused().isEmpty()) {
            transactions.setRollbackOnly();
        }
        return written;
    }

    @Override
    public Woken wake(Wake wake, Duration keep, WakeRule rule) {
        return transactions.own(new WakeVerb(wake, keep, rule)::run);
    }

    @Override
    public Written deliver(int limit, Duration keep, WakeRule rule) {
        return noted(transactions.own(work -> new DeliverVerb(work, keep, rule).run(limit)));
    }

    @Override
    public Written update(ExecutionId id, RowRule rule) {
        return noted(transactions.own(work -> new SweepVerb(1, rule).one(work, id)));
    }

    @Override
    public Written sweep(SweepCondition condition, int limit, RowRule rule) {
        return noted(transactions.own(work -> new SweepVerb(limit, rule).run(work, condition)));
    }

    @Override
    public Written close(int limit, FamilyRule family) {
        return noted(transactions.own(new CloseVerb(limit, family)::run));
    }

    @Override
    public void renew(Renewal renewal) {
        transactions.own(work -> {
            new LeaseVerb(work).renew(renewal);
            return renewal;
        });
    }

    @Override
    public void release(ExecutorId executor) {
        transactions.own(work -> {
            new LeaseVerb(work).release(executor);
            return executor;
        });
    }

    @Override
    public TaskExecutionViews views() {
        return views;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
