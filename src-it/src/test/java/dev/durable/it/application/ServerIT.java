package dev.durable.it.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.durable.AnyTask;
import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionNotFoundException;
import dev.durable.StoreException;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.it.harness.EndsAreFinal;
import dev.durable.it.harness.Http;
import dev.durable.it.harness.ShippedEar;
import dev.durable.it.library.Shout;
import dev.durable.it.library.Surroundings;
import dev.durable.it.other.NameModule;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application of two web modules and a library on a server and PostgreSQL, seen from inside. */
@ArquillianTest
class ServerIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final EnqueueOptions MUCH_LATER = EnqueueOptions.none().withDelay(Duration.ofHours(1));

    @Inject
    DurableExecutor durable;

    @Inject
    UserTransaction transaction;

    @Resource(lookup = "java:comp/env/jdbc/durable")
    DataSource database;

    @Resource(lookup = "java:comp/env/jdbc/other")
    DataSource other;

    @Deployment
    static EnterpriseArchive application() {
        WebArchive first = ShippedEar.webModule("first.war", "jdbc/other")
                .addPackage(ServerIT.class.getPackage())
                .addClass(EndsAreFinal.class)
                .addAsResource(new StringAsset("1st"), Surroundings.RESOURCE);
        WebArchive second = ShippedEar.webModule("second.war")
                .addPackage(NameModule.class.getPackage())
                .addAsResource(new StringAsset("2nd"), Surroundings.RESOURCE);
        return ShippedEar.withoutExample("server-it.ear")
                .addAsLibrary(ShippedEar.library("library.jar", Shout.class.getPackage()))
                .addAsModule(Testable.archiveToTest(first))
                .addAsModule(second);
    }

    @BeforeEach
    void prepareDatabase() throws SQLException {
        if (database != null) { // not where the test runs as a client
            EndsAreFinal.guard(database);
            execute(database, "create table if not exists purchase (id uuid primary key)");
        }
    }

    @AfterEach
    void endTransaction() throws Exception {
        if (transaction != null && transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            transaction.rollback();
        }
    }

    @Test
    void aBusinessRowAndAnExecutionOfOneCommitAreOfOneDatabaseTransaction() throws Exception {
        UUID purchase = UUID.randomUUID();
        transaction.begin();
        insert(purchase);
        TaskHandle<Integer> handle = durable.enqueue(Note.class, "later", MUCH_LATER);
        transaction.commit();

        String business = text("select xmin::text from purchase where id = ?", purchase);
        String execution = text(
                "select xmin::text from durable_execution where id = ?",
                handle.executionId().value());

        assertEquals(business, execution);
    }

    @Test
    void aRollbackLeavesNeitherAndNothingRuns() throws Exception {
        UUID purchase = UUID.randomUUID();
        transaction.begin();
        insert(purchase);
        TaskHandle<Integer> undone = durable.enqueue(Note.class, "undone");
        transaction.rollback();

        TaskHandle<Integer> done = durable.enqueue(Note.class, "done");
        assertEquals(TaskStatus.COMPLETED, done.await(LIMIT).status());

        assertEquals("0", text("select count(*)::text from purchase where id = ?", purchase));
        assertThrows(ExecutionNotFoundException.class, undone::execution);
        assertTrue(Note.NOTED.contains("done"));
        assertFalse(Note.NOTED.contains("undone"));
    }

    @Test
    void whatIsEnqueuedRunsOnlyAfterTheCommit() throws Exception {
        transaction.begin();
        TaskHandle<Integer> handle = durable.enqueue(Note.class, "held back");
        durable.enqueue(Note.class, "forerunner", MUCH_LATER);
        assertFalse(Note.NOTED.contains("held back"));
        transaction.commit();

        assertEquals(9, handle.await(LIMIT).output().orElseThrow());
    }

    @Test
    void aSecondDatasourceThatCannotJoinTheTransactionIsNamedAsTheReason() throws Exception {
        transaction.begin();
        execute(other, "insert into purchase values ('" + UUID.randomUUID() + "')");

        StoreException refused = assertThrows(StoreException.class, () -> durable.enqueue(Note.class, "never"));

        assertTrue(refused.getMessage().contains("jdbc/durable"), refused.getMessage());
        assertTrue(refused.getMessage().contains("XA"), refused.getMessage());
        transaction.rollback();
        assertFalse(Note.NOTED.contains("never"));
    }

    @Test
    void aBeanOfTheRequestAndAnInterceptorWorkInABody() throws Exception {
        assertEquals("Dear guest 2", run(Visit.class, "guest"));
        assertEquals("Dear friend 2", run(Visit.class, "friend"));
    }

    @Test
    void aTaskOfALibraryJarIsFound() throws Exception {
        assertEquals("LOUD", run(Shout.class, "loud"));
    }

    @Test
    void aTaskOfTheFirstWebModuleSeesWhatThatHasAndNothingOfTheSecond() throws Exception {
        assertEquals("first 1st true true false", run(NameFirst.class, "dev.durable.it.other.NameModule"));
    }

    @Test
    @RunAsClient
    void aTaskOfTheSecondWebModuleSeesWhatThatHasAndNothingOfTheFirst() {
        Http http = new Http(URI.create("http://127.0.0.1:" + System.getProperty("it.arquillian.port")));

        assertEquals(
                "second 2nd false false true",
                http.get("/second/name?first=" + NameFirst.class.getName()).text());
    }

    private String run(Class<? extends AnyTask<String, String>> task, String input) throws Exception {
        return durable.enqueue(task, input).await(LIMIT).output().orElseThrow();
    }

    private void insert(UUID purchase) throws SQLException {
        execute(database, "insert into purchase values ('" + purchase + "')");
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String sql, UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
