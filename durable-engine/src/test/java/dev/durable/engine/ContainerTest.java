package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.DurableExecutor;
import dev.durable.DurableTask;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.InvalidInputException;
import dev.durable.StoreException;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.discovery.TaskExtension;
import dev.durable.engine.journal.Message;
import dev.durable.spi.StoreFactory;
import dev.durable.spi.StoreSettings;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.testing.InMemoryTaskExecutionStore;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine among beans: in a real CDI container, with a server that is not one. */
class ContainerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** What happened to beans, in order. */
    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    private static final AtomicInteger OPEN_FAILS = new AtomicInteger();

    private final FakeServer server = new FakeServer();
    private final Journal journal = new Journal();
    private final WeldContainer container = new Weld()
            .disableDiscovery()
            .addExtension(new TaskExtension())
            .addBeanClasses(
                    DurableEngine.class,
                    EngineAssembly.class,
                    RequestScope.class,
                    DurableExecutorBean.class,
                    Stores.class,
                    Visit.class,
                    Helper.class,
                    Greet.class,
                    LeaveOpen.class,
                    FailInTransaction.class,
                    InTransaction.class,
                    RollBack.class,
                    Untidy.class)
            .initialize();
    private final DurableEngine engine = container.select(DurableEngine.class).get();
    private final DurableExecutor durable =
            container.select(DurableExecutor.class).get();

    @AfterEach
    void undeploy() {
        if (container.isRunning()) {
            container.close();
        }
        server.close();
        journal.close();
        EVENTS.clear();
        OPEN_FAILS.set(0);
    }

    /** Where executions are stored, as soon as the database answers. */
    @ApplicationScoped
    public static class Stores implements StoreFactory {
        @Override
        public TaskExecutionStore open(StoreSettings settings) {
            if (OPEN_FAILS.getAndDecrement() > 0) {
                throw new StoreException("The database cannot be reached");
            }
            return new InMemoryTaskExecutionStore(InstantSource.system());
        }
    }

    /** One for each command, and an attempt is one. */
    @RequestScoped
    public static class Visit {
        private int count;

        public int next() {
            return ++count;
        }

        @PreDestroy
        void end() {
            EVENTS.add("visit ended");
        }
    }

    @Dependent
    public static class Helper {
        @PreDestroy
        void end() {
            EVENTS.add("helper destroyed");
        }
    }

    @Task(id = "greet")
    public static class Greet implements DurableTask<String, String> {

        @Inject
        private Visit visit;

        @Inject
        private Helper helper;

        @Override
        public void validate(String name) {
            if (name.isEmpty()) {
                throw new InvalidInputException("a name is not empty");
            }
        }

        @Override
        public String run(TaskContext context, String name) {
            EVENTS.add("body of " + name);
            visit.next();
            return "hello " + name + " " + visit.next() + " " + (helper != null);
        }

        @PreDestroy
        void end() {
            EVENTS.add("task destroyed");
        }
    }

    @Task(id = "leaveOpen")
    public static class LeaveOpen implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) throws Exception {
            begin();
            return "done";
        }
    }

    @Task(id = "failInTransaction")
    public static class FailInTransaction implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) throws Exception {
            begin();
            throw new IllegalStateException("no paper");
        }
    }

    private static void begin() throws Exception {
        transaction().begin();
    }

    private static UserTransaction transaction() throws Exception {
        return (UserTransaction) new InitialContext().lookup("java:comp/UserTransaction");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAnything() throws T {
        throw (T) new Throwable("neither exception nor error");
    }

    /** Rolls back what it did not begin, because there is nothing. */
    @Task(id = "rollBack")
    public static class RollBack implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) throws Exception {
            transaction().rollback();
            return "done";
        }
    }

    /** Ends its command with a transaction that nobody asked for. */
    @RequestScoped
    public static class Untidy {
        public void use() {}

        @PreDestroy
        void end() {
            try {
                begin();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Does with the engine's transaction what its input says. */
    @Task(id = "inTransaction", transactional = true, timeout = "PT5.5S")
    public static class InTransaction implements DurableTask<String, String> {

        @Inject
        private Untidy untidy;

        @Override
        public String run(TaskContext context, String input) throws Exception {
            EVENTS.add("status " + transaction().getStatus());
            switch (input) {
                case "commit" -> transaction().commit();
                case "roll back" -> transaction().rollback();
                case "mark" -> transaction().setRollbackOnly();
                case "begin another" -> {
                    transaction().rollback();
                    begin();
                }
                case "throw" -> throw new IllegalStateException("no paper");
                case "throw anything" -> throwAnything();
                case "be untidy" -> untidy.use();
                default -> {}
            }
            return input;
        }

        @PreDestroy
        void end() {
            EVENTS.add("task destroyed");
        }
    }

    @Test
    void anAttemptIsARequestOfItsOwnAndLeavesNoBeanBehind() throws Exception {
        engine.moduleStarted("/app").run();
        for (String name : List.of("Ann", "Bob")) {
            EVENTS.clear();
            TaskExecution<String> end = durable.enqueue(Greet.class, name).await(LONG);
            assertThat(end.output()).contains("hello " + name + " 2 true");
            assertThat(EVENTS)
                    .containsSubsequence("body of " + name, "task destroyed")
                    .containsOnlyOnce("body of " + name)
                    .contains("helper destroyed", "visit ended");
        }
    }

    @Test
    void aValidatorsInstanceIsReleasedTooAndARefusalIsTheCallersToSee() {
        engine.moduleStarted("/app").run();
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> durable.enqueue(Greet.class, ""))
                .withMessage("a name is not empty");
        assertThat(EVENTS).contains("task destroyed", "helper destroyed");
    }

    @Test
    void aTransactionThatABodyLeavesOpenIsRolledBackAndFailsTheAttempt() throws Exception {
        engine.moduleStarted("/app").run();
        TaskExecution<String> end = durable.enqueue(LeaveOpen.class, "x").await(LONG);
        assertThat(end.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(end.error().orElseThrow().kind()).isEqualTo(ErrorKind.EXCEPTION);
        assertThat(end.error().orElseThrow().message()).contains("left its transaction open");
        assertThat(server.jta.rolledBack()).isEqualTo(1);
        assertThat(journal.count(Message.TRANSACTION_LEFT_OPEN)).isEqualTo(1);
    }

    @Test
    void aBodyThatFailsInItsTransactionIsRolledBackAndKeepsItsOwnFailure() throws Exception {
        engine.moduleStarted("/app").run();
        TaskExecution<String> end =
                durable.enqueue(FailInTransaction.class, "x").await(LONG);
        assertThat(end.error().orElseThrow().message()).isEqualTo("no paper");
        assertThat(server.jta.rolledBack()).isEqualTo(1);
    }

    @Test
    void beforeAModuleIsUpAndAfterTheStopACallerIsToldWhy() throws Exception {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> durable.enqueue(Greet.class, "Ann"))
                .withMessageContaining("has not started yet");
        assertThat(engine.readiness().up()).isFalse();
        assertThat(engine.liveness().up()).isTrue();
        engine.moduleStarted("/app").run();
        engine.moduleStarted("/app").run();
        engine.moduleStarted("/other").run();
        assertThat(durable.enqueue(Greet.class, "Ann").await(LONG).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(journal.count(Message.STARTED)).isEqualTo(1);
        engine.stop();
        engine.stop();
        assertThat(journal.count(Message.STOPPED)).isEqualTo(1);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> durable.enqueue(Greet.class, "Ann"))
                .withMessageContaining("has stopped");
    }

    @Test
    void whatIsEnqueuedWhileAModuleComesUpRunsWhenItIsUp() throws Exception {
        Runnable up = engine.moduleStarted("/app");
        TaskHandle<String> handle = durable.enqueue(Greet.class, "Ann");
        assertThat(journal.count(Message.MODULE_JOINED)).isZero();
        assertThat(handle.execution().status()).isEqualTo(TaskStatus.READY);
        up.run();
        assertThat(handle.await(LONG).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(journal.count(Message.MODULE_JOINED)).isEqualTo(1);
    }

    @Test
    void aDatabaseThatIsDownAtTheStartIsWaitedForInTheBackground() throws Exception {
        OPEN_FAILS.set(1);
        engine.moduleStarted("/app").run();
        assertThat(journal.count(Message.START_FAILED)).isEqualTo(1);
        assertThat(engine.liveness().up()).isTrue();
        Elsewhere<TaskHandle<String>> enqueued = Elsewhere.begin(() -> {
            for (; ; ) {
                try {
                    return durable.enqueue(Greet.class, "Ann", EnqueueOptions.none());
                } catch (StoreException notYet) {
                    Thread.onSpinWait();
                }
            }
        });
        assertThat(enqueued.answer().await(LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void theEngineStopsWithItsContainer() {
        engine.moduleStarted("/app").run();
        container.close();
        assertThat(journal.count(Message.STOPPED)).isEqualTo(1);
    }

    @Test
    void aServerThatIsSuspendedStartsTheEngineAllTheSameAndRunsItsTasksOnceItIsResumed() throws Exception {
        OPEN_FAILS.set(1);
        server.suspend(true);
        engine.moduleStarted("/app").run();
        Elsewhere.until(() -> engine.startup().up() && journal.count(Message.SUSPENDED) > 0);
        TaskHandle<String> handle = durable.enqueue(Greet.class, "Ann");
        assertThat(engine.readiness().data().get("error")).asString().contains("takes no work");
        server.suspend(false);
        assertThat(handle.await(LONG).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(journal.count(Message.RESUMED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE})
    void noThreadOutlivesTheApplicationWhetherOrNotTheDatabaseHasAnswered(int failures) {
        OPEN_FAILS.set(failures);
        engine.moduleStarted("/app").run();
        Elsewhere.until(() -> server.spareThreads() > 0);
        container.close();
        Elsewhere.until(() -> server.spareThreads() == 0);
    }

    @Test
    void aBodyThatRollsBackWhatItDidNotBeginFails() throws Exception {
        engine.moduleStarted("/app").run();
        TaskExecution<String> end = durable.enqueue(RollBack.class, "x").await(LONG);
        assertFailed(end, "no transaction");
        assertThat(durable.enqueue(Greet.class, "Ann").await(LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    private TaskExecution<String> inTransaction(String input) throws Exception {
        engine.moduleStarted("/app").run();
        TaskExecution<String> end = durable.enqueue(InTransaction.class, input).await(LONG);
        // This store shows what is completed before it is committed.
        Elsewhere.until(() -> engine.liveness().data().get("heldHere").equals(0L));
        return end;
    }

    private void assertFailed(TaskExecution<String> end, String message) {
        assertThat(end.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(end.error().orElseThrow().kind()).isEqualTo(ErrorKind.EXCEPTION);
        assertThat(end.error().orElseThrow().message()).contains(message);
    }

    @Test
    void aTransactionalBodyHasATransactionThatOutlastsItAndIsCommitted() throws Exception {
        TaskExecution<String> end = inTransaction("x");
        assertThat(end.output()).contains("x");
        assertThat(EVENTS).containsExactly("status " + Status.STATUS_ACTIVE, "task destroyed");
        assertThat(server.jta.timeouts()).containsExactly("timeout 16", "begin", "timeout 0");
        assertThat(server.jta.committed()).isEqualTo(1);
        assertThat(server.jta.rolledBack()).isZero();
    }

    @Test
    void aTransactionalBodyThatThrowsIsRolledBackAndKeepsItsOwnFailure() throws Exception {
        assertFailed(inTransaction("throw"), "no paper");
        assertThat(server.jta.committed()).isZero();
        assertThat(server.jta.rolledBack()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"roll back, 1", "begin another, 2"})
    void aBodyThatEndsTheTransactionItDidNotBeginHasFailed(String what, int rolledBack) throws Exception {
        assertFailed(inTransaction(what), "The body ended the transaction that the engine had begun for it");
        assertThat(server.jta.committed()).isZero();
        assertThat(server.jta.rolledBack()).isEqualTo(rolledBack);
    }

    @Test
    void aBodyThatCommitsTheTransactionItDidNotBeginHasFailedAndCommittedNothing() throws Exception {
        TaskExecution<String> end = inTransaction("commit");
        assertFailed(end, "objection");
        assertThat(end.error().orElseThrow().stack()).contains("must not end its transaction");
        assertThat(server.jta.committed()).isZero();
        assertThat(server.jta.rolledBack()).isEqualTo(1);
    }

    @Test
    void aBodyThatMarksItsTransactionForRollbackHasFailed() throws Exception {
        TaskExecution<String> end = inTransaction("mark");
        assertFailed(end, "The transaction can only be rolled back");
        assertFailed(end, Message.TRANSACTION_FAILED.id());
        assertThat(server.jta.committed()).isZero();
        assertThat(server.jta.rolledBack()).isEqualTo(1);
        assertThat(journal.count(Message.TRANSACTION_FAILED)).isEqualTo(1);
    }

    @Test
    void whatFailsAfterTheCommitDoesNotMakeAFailureOfIt() throws Exception {
        assertThat(inTransaction("be untidy").output()).contains("be untidy");
        assertThat(journal.lines(Message.FAILED_AFTER_COMMIT))
                .singleElement()
                .asString()
                .contains("inTransaction")
                .contains("left its transaction open");
        assertThat(server.jta.rolledBack()).isEqualTo(1);
        assertThat(engine.liveness().data()).containsEntry("refusedWriteBacks", 0L);
    }

    @Test
    void whatIsNeitherExceptionNorErrorIsAFailureWithItsOwnWords() throws Exception {
        TaskExecution<String> end = inTransaction("throw anything");
        assertThat(end.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(end.error().orElseThrow().stack()).contains("neither exception nor error");
        assertThat(server.jta.rolledBack()).isEqualTo(1);
    }

    @Test
    void aThreadWhoseCommitFailedIsTakenOutOfItsTransaction() throws Exception {
        server.jta.failCommit(new SystemException("secret"));
        inTransaction("x");
        assertThat(server.jta.rolledBack()).isEqualTo(1);
        assertThat(journal.count(Message.TRANSACTION_FAILED)).isEqualTo(1);
    }

    @Test
    void whatAServerSaysOfARollbackIsForTheLogAlone() throws Exception {
        engine.moduleStarted("/app").run();
        server.jta.failRollback(new SystemException("secret"));
        TaskExecution<String> end = durable.enqueue(LeaveOpen.class, "x").await(LONG);
        assertFailed(end, "could not be rolled back");
        assertThat(end.error().orElseThrow().toString()).doesNotContain("secret");
    }

    @Test
    void aBodyForWhichNoTransactionIsBegunDoesNotRunAndIsReturned() throws Exception {
        server.jta.failBegin(new IllegalStateException("suspended"));
        engine.moduleStarted("/app").run();
        TaskHandle<String> handle = durable.enqueue(InTransaction.class, "x");
        Elsewhere.until(() -> journal.count(Message.TRANSACTION_FAILED) > 0);
        Elsewhere.until(() -> handle.execution().status() == TaskStatus.READY);
        assertThat(handle.execution().attempt()).isEqualTo(1);
        assertThat(EVENTS).isEmpty();
        assertThat(server.jta.timeouts()).containsExactly("timeout 16", "begin", "timeout 0");
    }
}
