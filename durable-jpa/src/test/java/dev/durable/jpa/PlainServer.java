package dev.durable.jpa;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import dev.durable.spi.StoreSettings;
import dev.durable.spi.TaskExecutionStore;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** What an application server gives: a pooled datasource that joins JTA transactions, and JTA. Here in a plain JVM. */
final class PlainServer implements AutoCloseable {

    static final StoreSettings MIGRATING = new StoreSettings("jdbc/test", true, Duration.ofSeconds(30));
    static final StoreSettings NOT_MIGRATING = new StoreSettings("jdbc/test", false, Duration.ofSeconds(30));

    private final String jdbcUrl;
    private final String user;
    private final String password;
    private final AgroalDataSource dataSource;

    private PlainServer(String jdbcUrl, String user, String password) {
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(20)
                        .validateOnBorrow(true)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .transactionIntegration(new NarayanaTransactionIntegration(
                                com.arjuna.ats.jta.TransactionManager.transactionManager(),
                                new TransactionSynchronizationRegistryImple()))
                        .connectionFactoryConfiguration(connections -> connections
                                .jdbcUrl(jdbcUrl)
                                .principal(new NamePrincipal(user))
                                .credential(new SimplePassword(password))));
        try {
            this.dataSource = AgroalDataSource.from(configuration);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static PlainServer on(String jdbcUrl, String user, String password) {
        return new PlainServer(jdbcUrl, user, password);
    }

    /** The same database with connections of its own. */
    PlainServer reconnected() {
        return reconnected(url -> url);
    }

    /** The same database with connections of its own, made by another URL. */
    PlainServer reconnected(UnaryOperator<String> otherUrl) {
        return new PlainServer(otherUrl.apply(jdbcUrl), user, password);
    }

    DataSource dataSource() {
        return dataSource;
    }

    Transactions.Server transactions() {
        return new Transactions.Server("jdbc/test", userTransaction(), new TransactionSynchronizationRegistryImple());
    }

    static UserTransaction userTransaction() {
        return com.arjuna.ats.jta.UserTransaction.userTransaction();
    }

    TaskExecutionStore open(StoreSettings settings) {
        return open(settings, dataSource);
    }

    /** Opens a store on a datasource of the test's that stands before this server's. */
    TaskExecutionStore open(StoreSettings settings, DataSource instead) {
        return new StoreOpener(instead, transactions(), Map.of()).open(settings);
    }

    /** Runs statements, each committed by itself. */
    void run(String... statements) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of what a query finds, as text. */
    List<String> ask(String query) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (result.next()) {
                found.add(result.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void empty() {
        run(
                "delete from durable_execution",
                "delete from durable_attempt",
                "delete from durable_executor",
                "delete from durable_cancel",
                "delete from durable_wake");
    }

    /** Runs the block as an application would, in its own transaction. */
    static void inTransaction(Runnable block, boolean commit) {
        UserTransaction transaction = userTransaction();
        try {
            transaction.begin();
            try {
                block.run();
            } catch (RuntimeException | Error thrown) {
                transaction.rollback();
                throw thrown;
            }
            if (commit) {
                transaction.commit();
            } else {
                transaction.rollback();
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static int status() {
        try {
            return userTransaction().getStatus();
        } catch (SystemException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
