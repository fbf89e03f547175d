package dev.durable.jpa;

import dev.durable.StoreException;
import dev.durable.spi.StoreSettings;
import dev.durable.spi.TaskExecutionStore;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;

/** Opens a store on what a server offers. */
final class StoreOpener {

    private static final String GUARANTEES = """
            select current_setting('fsync') as fsync,
                current_setting('synchronous_commit') as synchronous_commit,
                current_setting('default_transaction_isolation') as isolation""";

    private final DataSource dataSource;
    private final Transactions.Server server;

    /** What Hibernate needs to know of the server besides; empty where it finds out by itself. */
    private final Map<String, Object> hibernateSettings;

    StoreOpener(DataSource dataSource, Transactions.Server server, Map<String, Object> hibernateSettings) {
        this.dataSource = dataSource;
        this.server = server;
        this.hibernateSettings = hibernateSettings;
    }

    /**
     * Opens the store. Outside of any transaction: migration commits by itself.
     *
     * @throws StoreException if the database cannot be reached, is not supported, or its schema does not fit
     */
    TaskExecutionStore open(StoreSettings settings) {
        DatabaseKind database = DatabaseKind.of(dataSource);
        if (settings.migrate()) {
            migrate(database);
        }
        Schema schema = new Schema(database, server.dataSourceName(), settings.transactionTimeout());
        checkDatabase(database, schema);
        SessionFactory sessions;
        try {
            sessions = PersistenceUnit.open(dataSource, database, hibernateSettings);
        } catch (PersistenceException e) {
            throw new StoreException("The persistence unit of the engine could not be opened", e);
        }
        Transactions transactions = new Transactions(server, database, sessions, settings.transactionTimeout());
        return new JpaTaskExecutionStore(transactions, sessions, new JpaViews(transactions, database, schema));
    }

    private void migrate(DatabaseKind database) {
        try {
            StoreMessage.MIGRATED.log(server.dataSourceName(), FlywayMigration.migrate(dataSource, database));
        } catch (NoClassDefFoundError e) {
            throw new StoreException(
                    "durable.migrate=true needs Flyway (flyway-core, and flyway-database-postgresql for PostgreSQL),"
                            + " which the application does not contain. Add it, or run the scripts in db/"
                            + database.folder() + " of durable-jpa and set durable.migrate=false",
                    e);
        }
    }

    private void checkDatabase(DatabaseKind database, Schema schema) {
        try (Connection connection = dataSource.getConnection()) {
            int version = schema.check(connection);
            if (database == DatabaseKind.POSTGRESQL) {
                warnOfWeakGuarantees(connection);
                warnOfEndlessWaits(connection);
            }
            StoreMessage.OPENED.log(database, server.dataSourceName(), version);
        } catch (SQLException e) {
            throw new StoreException("The database could not be asked", e);
        }
    }

    private static void warnOfWeakGuarantees(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(GUARANTEES)) {
            result.next();
            String lost = "what was committed last is lost when the database's machine goes down";
            warnUnless("on", result.getString("fsync"), "fsync", lost + ", and what is left may be damaged");
            String commit = result.getString("synchronous_commit");
            if ("off".equals(commit)) {
                StoreMessage.WEAK_GUARANTEE.log("synchronous_commit", commit, lost);
            }
            warnUnless(
                    "read committed",
                    result.getString("isolation"),
                    "default_transaction_isolation",
                    "transactions fail where they would wait, and are tried again");
        }
    }

    private void warnOfEndlessWaits(Connection connection) throws SQLException {
        // Asked of the connection, since a datasource can be given a timeout in more ways than by its URL.
        if (connection.getNetworkTimeout() == 0) {
            StoreMessage.NO_SOCKET_TIMEOUT.log(server.dataSourceName());
        }
    }

    private static void warnUnless(String right, String value, String setting, String consequence) {
        if (!right.equals(value)) {
            StoreMessage.WEAK_GUARANTEE.log(setting, value, consequence);
        }
    }
}
