package dev.durable.it.inside;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tasks that look at the thread they are lent, and such as leave it in disorder. */
final class Guests {

    private Guests() {}

    /** What a body finds on its thread. */
    public record Finding(long thread, boolean interrupted, boolean transaction) {}

    /** Says what it finds, and tidies nothing. */
    @Task(id = "inspect")
    public static class Inspect implements DurableTask<String, Finding> {

        @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
        TransactionSynchronizationRegistry registry;

        @Override
        public Finding run(TaskContext context, String input) {
            return new Finding(
                    Thread.currentThread().getId(),
                    Thread.currentThread().isInterrupted(),
                    registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION);
        }
    }

    /** Leaves its thread interrupted, and says which. */
    @Task(id = "leaveInterrupted")
    public static class LeaveInterrupted implements DurableTask<String, Long> {

        @Override
        public Long run(TaskContext context, String input) {
            Thread.currentThread().interrupt();
            return Thread.currentThread().getId();
        }
    }

    /** Leaves a transaction open in which it has written. */
    @Task(id = "leaveTransaction")
    public static class LeaveTransaction implements DurableTask<String, String> {

        static final Set<Long> THREADS = ConcurrentHashMap.newKeySet();

        @Inject
        UserTransaction transaction;

        @Inject
        Ledger ledger;

        @Override
        public String run(TaskContext context, String entry) throws Exception {
            THREADS.add(Thread.currentThread().getId());
            transaction.begin();
            ledger.write(entry);
            return "left";
        }
    }

    /** Calls a bean of the request, and throws in its first attempt. */
    @Task(id = "callTwice", maxRetries = 1, retryDelay = "PT0S")
    public static class CallTwice implements DurableTask<String, Integer> {

        @Inject
        Spells spells;

        @Override
        public Integer run(TaskContext context, String name) {
            int calls = spells.call(name) + spells.call(name);
            if (context.attempt() == 1) {
                throw new IllegalStateException("the line broke");
            }
            return calls;
        }
    }

    /** Writes in transactions: two of its own, of which it rolls one back, and those of beans that it calls. */
    @Task(id = "transact")
    public static class Transact implements DurableTask<List<String>, String> {

        @Inject
        UserTransaction transaction;

        @Inject
        Ledger ledger;

        @Inject
        Desk desk;

        @Override
        public String run(TaskContext context, List<String> entries) throws Exception {
            transaction.begin();
            ledger.write(entries.get(0));
            transaction.commit();
            transaction.begin();
            ledger.write(entries.get(1));
            desk.enqueueApart(entries.get(2));
            transaction.rollback();
            try {
                desk.enqueueAndFail(entries.get(3));
            } catch (IllegalStateException expected) {
                return expected.getMessage();
            }
            return "nothing failed";
        }
    }

    /** Says what its class loader and its naming context are. */
    @Task(id = "lookAround")
    public static class LookAround implements DurableTask<String, List<String>> {

        @Override
        public List<String> run(TaskContext context, String input) throws Exception {
            return Surroundings.seen();
        }
    }
}
