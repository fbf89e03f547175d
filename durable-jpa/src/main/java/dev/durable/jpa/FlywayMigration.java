package dev.durable.jpa;

import dev.durable.StoreException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Brings the schema up to date with Flyway. The only class that needs it, so that the store runs without. */
final class FlywayMigration {

    private static final List<String> SCRIPTS =
            List.of("V1__executions.sql", "V2__task_model.sql", "V3__trace_parent.sql");

    private FlywayMigration() {}

    /**
     * Migrates.
     *
     * @return how many scripts have run
     * @throws StoreException if a script fails
     */
    static int migrate(DataSource dataSource, DatabaseKind database) {
        try {
            return Flyway.configure(FlywayMigration.class.getClassLoader())
                    .dataSource(dataSource)
                    // A history of its own, and no objection to tables that are there: an application may keep its
                    // own tables, and its own Flyway, in the same schema.
                    .table("durable_schema_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    // Given one by one: servers pack class paths in ways that Flyway's search does not know.
                    .locations(new String[0])
                    // An application's own callbacks are not meant for these tables.
                    .skipDefaultCallbacks(true)
                    .resourceProvider(new Scripts("db/" + database.folder() + "/"))
                    .javaMigrationClassProvider(List::of)
                    .load()
                    .migrate()
                    .migrationsExecuted;
        } catch (FlywayException e) {
            throw new StoreException("The schema could not be brought up to date", e);
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
