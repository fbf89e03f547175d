package dev.durable.jpa;

import dev.durable.StoreException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Brings the schema up to date with Flyway. The only class that needs it, so that the store runs without. */
final class FlywayMigration {

    private static final List<String> SCRIPTS = List.of("V1__executions.sql");

    private FlywayMigration() {}

    /**
     * Migrates.
     *
     * @return how many scripts have run
     * @throws StoreException if a script fails
     */
    static int migrate(DataSource dataSource, DatabaseKind database) {
        FluentConfiguration configuration = Flyway.configure(FlywayMigration.class.getClassLoader())
                .dataSource(dataSource)
                // A history of its own, and no objection to tables that are there: an application may keep its own
                // tables, and its own Flyway, in the same schema.
                .table("durable_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                // Given one by one: servers pack class paths in ways that Flyway's search does not know.
                .locations(new String[0])
                // An application's own callbacks are not meant for these tables.
                .skipDefaultCallbacks(true)
                .resourceProvider(new Scripts("db/" + database.folder() + "/"))
                .javaMigrationClassProvider(List::of);
        try {
            return load(configuration).migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new StoreException("The schema could not be brought up to date", e);
        }
    }

    /**
     * On a thread that ends with it. Flyway copies its configuration with Jackson, which keeps buffers in the thread that
     * it is used on; in one of the server's pool they hold the class loader of an application that is long gone. It is a
     * plain thread, since nothing of the server is used here: with one of the container's, in the context of the module
     * that is coming up, the start hung on Open Liberty.
     */
    private static Flyway load(FluentConfiguration configuration) {
        try {
            return CompletableFuture.supplyAsync(
                            configuration::load, work -> new Thread(work, "durable-flyway").start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new FlywayException("Flyway could not be configured", e.getCause());
        }
    }

    /** The scripts of one database. */
    private record Scripts(String folder) implements ResourceProvider {

        @Override
        public @Nullable LoadableResource getResource(String name) {
            return SCRIPTS.contains(name) ? new Script(folder + name, name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return SCRIPTS.stream()
                    .filter(name -> name.startsWith(prefix))
                    .filter(name -> List.of(suffixes).stream().anyMatch(name::endsWith))
                    .map(name -> (LoadableResource) new Script(folder + name, name))
                    .toList();
        }
    }

    /** One script in this jar. */
    private static final class Script extends LoadableResource {

        private final String path;
        private final String name;

        Script(String path, String name) {
            this.path = path;
            this.name = name;
        }

        @Override
        public Reader read() {
            InputStream stream = FlywayMigration.class.getClassLoader().getResourceAsStream(path);
            return new InputStreamReader(
                    Objects.requireNonNull(stream, () -> "This jar lacks its script " + path), StandardCharsets.UTF_8);
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return path;
        }
    }
}
