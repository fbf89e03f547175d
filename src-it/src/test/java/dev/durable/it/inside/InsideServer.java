package dev.durable.it.inside;

import dev.durable.DurableExecutor;
import dev.durable.ExecutionId;
import dev.durable.TaskHandle;
import dev.durable.it.harness.EndsAreFinal;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.ShippedEar;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of this package share: one application with all its tasks, on a database where ends are final. */
public abstract class InsideServer {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String PERSISTENCE = """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="inside" transaction-type="JTA">
                <provider>org.hibernate.jpa.HibernatePersistenceProvider</provider>
                <jta-data-source>jdbc/durable</jta-data-source>
                <properties>
                  <property name="hibernate.hbm2ddl.auto" value="update"/>
                </properties>
              </persistence-unit>
            </persistence>
            """;

    @Inject
    DurableExecutor durable;

    @Inject
    UserTransaction transaction;

    @Inject
    Ledger ledger;

    @Resource(lookup = "java:comp/env/jdbc/durable")
    DataSource database;

    @Deployment
    static EnterpriseArchive application() {
        return ShippedEar.withoutExample("inside.ear")
                .addAsModule(Testable.archiveToTest(ShippedEar.webModule("inside.war")
                        .addPackage(InsideServer.class.getPackage())
                        .addClasses(Rows.class, Eventually.class, EndsAreFinal.class)
                        .addAsResource(new StringAsset(PERSISTENCE), "META-INF/persistence.xml")));
    }

    @BeforeEach
    void prepareDatabase() throws SQLException {
        EndsAreFinal.guard(database);
        ledger.create();
    }

    @AfterEach
    void endTransaction() throws Exception {
        if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            transaction.rollback();
        }
    }

    Rows rows() {
        return new Rows(database);
    }

    /** Text that no other test has. */
    static String unique() {
        return UUID.randomUUID().toString();
    }

    static UUID id(TaskHandle<?> handle) {
        return handle.executionId().value();
    }

    /** The transaction that wrote the present version of an execution's row. */
    String writerOf(ExecutionId id) throws SQLException {
        return rows().text("select xmin::text from durable_execution where id = ?", id.value());
    }

    boolean isStored(TaskHandle<?> handle) throws SQLException {
        return rows().number("select count(*) from durable_execution where id = ?", id(handle)) > 0;
    }

    static void eventually(String what, Callable<Boolean> condition) {
        Eventually.holds(what, LIMIT, condition);
    }
}
