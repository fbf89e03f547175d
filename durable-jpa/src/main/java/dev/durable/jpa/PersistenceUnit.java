package dev.durable.jpa;

import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import jakarta.persistence.spi.ClassTransformer;
import jakarta.persistence.spi.PersistenceUnitInfo;
import jakarta.persistence.spi.PersistenceUnitTransactionType;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.jspecify.annotations.Nullable;

/**
 * The store's persistence unit, built in code: a unit named in a {@code persistence.xml} of this jar would break or
 * hijack an application's own unqualified {@code @PersistenceContext}.
 */
final class PersistenceUnit implements PersistenceUnitInfo {

    private final DataSource dataSource;

    private PersistenceUnit(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Opens it.
     *
     * @param settings what a server needs besides; empty where Hibernate finds the server's JTA by itself
     */
    static SessionFactory open(DataSource dataSource, DatabaseKind database, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "hibernate.physical_naming_strategy", CamelCaseToUnderscoresNamingStrategy.class.getName(),
                "hibernate.jdbc.batch_size", "500",
                "hibernate.jdbc.time_zone", "UTC",
                // Lists of ids come in many lengths: few statements for all of them.
                "hibernate.query.in_clause_parameter_padding", "true",
                // Each session lives inside one transaction: one connection from its first statement to its end.
                "hibernate.connection.handling_mode", "DELAYED_ACQUISITION_AND_HOLD",
                "hibernate.hbm2ddl.auto", "none"));
        all.putAll(database.hibernateSettings());
        all.putAll(settings);
        return new HibernatePersistenceProvider()
                .createContainerEntityManagerFactory(new PersistenceUnit(dataSource), all)
                .unwrap(SessionFactory.class);
    }

    @Override
    public String getPersistenceUnitName() {
        return "durable";
    }

    @Override
    public String getPersistenceProviderClassName() {
        return HibernatePersistenceProvider.class.getName();
    }

    @Override
    public PersistenceUnitTransactionType getTransactionType() {
        return PersistenceUnitTransactionType.JTA;
    }

    @Override
    public DataSource getJtaDataSource() {
        return dataSource;
    }

    @Override
    public @Nullable DataSource getNonJtaDataSource() {
        return null;
    }

    @Override
    public List<String> getMappingFileNames() {
        return List.of();
    }

    @Override
    public List<URL> getJarFileUrls() {
        return List.of();
    }

    /** None: the classes are listed, nothing is to be scanned. */
    @Override
    public @Nullable URL getPersistenceUnitRootUrl() {
        return null;
    }

    @Override
    public List<String> getManagedClassNames() {
        return List.of(
                ExecutionEntity.class.getName(),
                LockedExecution.class.getName(),
                ExecutorEntity.class.getName(),
                CancelCommand.class.getName(),
                AttemptEntity.class.getName(),
                WakeEntity.class.getName());
    }

    @Override
    public boolean excludeUnlistedClasses() {
        return true;
    }

    @Override
    public SharedCacheMode getSharedCacheMode() {
        return SharedCacheMode.NONE;
    }

    @Override
    public ValidationMode getValidationMode() {
        return ValidationMode.NONE;
    }

    @Override
    public Properties getProperties() {
        return new Properties();
    }

    @Override
    public String getPersistenceXMLSchemaVersion() {
        return "3.0";
    }

    @Override
    public ClassLoader getClassLoader() {
        return PersistenceUnit.class.getClassLoader();
    }

    /** Nothing is transformed: entities are read once and written by statements. */
    @Override
    public void addTransformer(ClassTransformer transformer) {}

    @Override
    public @Nullable ClassLoader getNewTempClassLoader() {
        return null;
    }
}
