package dev.durable.it.inside;

import dev.durable.Children;
import dev.durable.DurableExecutor;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.it.harness.Eventually;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Transactional tasks. Each writes what it was given into the ledger; they differ in what happens then. */
final class Bookings {

    static final EnqueueOptions MUCH_LATER = EnqueueOptions.none().withDelay(Duration.ofHours(1));

    private Bookings() {}

    /** Nothing else happens. */
    @Task(id = "book", transactional = true)
    public static class Book implements DurableTask<String, String> {

        @Inject
        Ledger ledger;

        @Override
        public String run(TaskContext context, String entry) throws Exception {
            ledger.write(entry);
            return "booked";
        }
    }

    /** Persists an entity, which the database sees at the commit only; all of one id are the same to the database. */
    @Task(id = "persist", transactional = true)
    public static class Persist implements DurableTask<UUID, String> {

        @PersistenceContext
        EntityManager entities;

        @Override
        public String run(TaskContext context, UUID id) {
            entities.persist(new Booking(id, context.executionId().toString()));
            return "persisted";
        }
    }

    /** Throws in its first attempt, and has enqueued something by then. */
    @Task(id = "bookTwice", transactional = true, maxRetries = 1, retryDelay = "PT0S")
    public static class BookTwice implements DurableTask<String, String> {

        @Inject
        Ledger ledger;

        @Inject
        DurableExecutor durable;

        @Override
        public String run(TaskContext context, String entry) throws Exception {
            ledger.write(entry);
            String enqueued =
                    durable.enqueue(Book.class, "of " + entry).executionId().toString();
            if (context.attempt() == 1) {
                throw new IllegalStateException(enqueued);
            }
            return enqueued;
        }
    }

    /** Ends the transaction, or lets it end, as it was told. */
    @Task(id = "bookAndInterfere", transactional = true)
    public static class BookAndInterfere implements DurableTask<List<String>, String> {

        @Inject
        Ledger ledger;

        @Inject
        UserTransaction transaction;

        @Override
        public String run(TaskContext context, List<String> entryAndHow) throws Exception {
            ledger.write(entryAndHow.get(0));
            switch (entryAndHow.get(1)) {
                case "mark" -> transaction.setRollbackOnly();
                case "roll back" -> transaction.rollback();
                case "commit" -> transaction.commit();
                default -> {
                    transaction.rollback();
                    transaction.begin();
                    ledger.write(entryAndHow.get(0));
                }
            }
            return "never";
        }
    }

    /** Waits at the gate that it was given. */
    @Task(id = "bookAndWait", transactional = true)
    public static class BookAndWait implements DurableTask<String, String> {

        @Inject
        Ledger ledger;

        @Override
        public String run(TaskContext context, String gate) throws Exception {
            ledger.write(gate);
            Gates.pass(gate);
            return "passed";
        }
    }

    /** Spawns bookings; its transaction fails at the commit of the first attempt. */
    @Task(id = "bookAll", transactional = true, maxRetries = 1, retryDelay = "PT0S")
    public static class BookAll implements ParentTask<List<String>, Void, Finished<List<String>, Void>> {

        @Inject
        Ledger ledger;

        @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
        TransactionSynchronizationRegistry registry;

        @Override
        public Children<Void> run(TaskContext context, List<String> entries) throws Exception {
            ledger.write("all of " + entries.get(0));
            if (context.attempt() == 1) {
                registry.registerInterposedSynchronization(new Objection());
            }
            return Children.<Void>of(null)
                    .and(Book.class, entries.get(0), MUCH_LATER)
                    .and(Book.class, entries.get(1), MUCH_LATER);
        }
    }

    /** Spawns bookings, and books itself when they are done. */
    @Task(id = "bookLast", transactional = true)
    public static class BookLast implements ParentTask<List<String>, Void, Integer> {

        @Inject
        Ledger ledger;

        @Override
        public Children<Void> run(TaskContext context, List<String> entries) {
            return Children.<Void>of(null).andEach(Book.class, entries);
        }

        @Override
        public Integer combine(TaskContext context, Finished<List<String>, Void> all) throws Exception {
            ledger.write("after " + all.input().get(0));
            return all.outputs(Book.class).size();
        }
    }

    /** Books once in each of three iterations, and fails once in the second one. */
    @Task(id = "bookEach", transactional = true, maxRetries = 1, retryDelay = "PT0S")
    public static class BookEach implements LoopTask<String, Integer, Integer> {

        @Inject
        Ledger ledger;

        @Override
        public Iteration<Integer, Integer> run(TaskContext context, String entry, @Nullable Integer booked)
                throws Exception {
            ledger.write(entry + context.iteration());
            if (context.iteration() == 2 && context.attempt() == 1) {
                throw new IllegalStateException("once");
            }
            int all = booked == null ? 1 : booked + 1;
            return all == 3 ? Iteration.done(all) : Iteration.again(all);
        }
    }

    /** Takes longer than the server allows a transaction that nobody has given a timeout. */
    @Task(id = "bookSlowly", transactional = true, timeout = "PT1M")
    public static class BookSlowly implements DurableTask<String, String> {

        @Inject
        Ledger ledger;

        @Override
        public String run(TaskContext context, String entry) throws Exception {
            ledger.write(entry);
            long begun = System.nanoTime();
            Eventually.holds(
                    "the server's own limit is over",
                    InsideServer.LIMIT,
                    () -> System.nanoTime() - begun > BEYOND_SERVERS_LIMIT.toNanos());
            return "slowly";
        }
    }

    /** More than the totalTranLifetimeTimeout of the server of these tests. */
    static final Duration BEYOND_SERVERS_LIMIT = Duration.ofSeconds(9);
}
