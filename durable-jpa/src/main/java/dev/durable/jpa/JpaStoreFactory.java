package dev.durable.jpa;

import dev.durable.StoreException;
import dev.durable.spi.StoreFactory;
import dev.durable.spi.StoreSettings;
import dev.durable.spi.TaskExecutionStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.List;
import java.util.Map;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens the store on an application server: datasource and transactions come from JNDI, looked up once. When the
 * application stops, some servers have taken the names away already, and the store still works.
 */
@ApplicationScoped
public class JpaStoreFactory implements StoreFactory {

    @Override
    public TaskExecutionStore open(StoreSettings settings) {
        DataSource dataSource = lookUp(
                DataSource.class,
                "Datasource " + settings.dataSource(),
                List.of(
                        settings.dataSource(),
                        "java:/" + settings.dataSource(),
                        "java:comp/env/" + settings.dataSource()));
        Transactions.Server server = new Transactions.Server(
                settings.dataSource(),
                lookUp(UserTransaction.class, "The server's JTA", List.of("java:comp/UserTransaction")),
                lookUp(
                        TransactionSynchronizationRegistry.class,
                        "The server's JTA",
                        List.of("java:comp/TransactionSynchronizationRegistry")));
        return new StoreOpener(dataSource, server, Map.of()).open(settings);
    }

    private static <T> T lookUp(Class<T> type, String what, List<String> names) {
        StoreException failure = new StoreException(
                what + " was not found under any of the names " + names + ", or is no " + type.getSimpleName());
        try {
            InitialContext context = new InitialContext();
            try {
                for (String name : names) {
                    Object found = found(context, name, failure);
                    if (type.isInstance(found)) {
                        return type.cast(found);
                    }
                }
            } finally {
                context.close();
            }
        } catch (NamingException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }

    private static @Nullable Object found(InitialContext context, String name, StoreException failure) {
        try {
            return context.lookup(name);
        } catch (NamingException e) {
            // One of several names: what each of them said goes along if none is found.
            failure.addSuppressed(e);
            return null;
        }
    }
}
