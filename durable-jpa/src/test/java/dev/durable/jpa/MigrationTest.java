package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.util.BufferRecyclers;
import dev.durable.StoreException;
import dev.durable.spi.TaskExecutionStore;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationTest {

    static Stream<Named<Supplier<PlainServer>>> databases() {
        return Stream.of(Named.of("PostgreSQL", Databases::postgreSql), Named.of("H2", Databases::h2));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void anEmptyDatabaseIsBroughtUpToDateOnce(Supplier<PlainServer> database) {
        try (PlainServer server = database.get()) {
            for (int start = 0; start < 2; start++) {
                try (TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
                    store.views().checkSchema();
                    store.insert(Executions.roots(1));
                }
            }
            assertThat(server.ask("select count(*) from durable_execution")).containsExactly("2");
            assertThat(server.ask("select version from durable_schema")).containsExactly(String.valueOf(Schema.NEEDED));
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void migrationLeavesNothingInItsThreadThatWouldHoldTheClassLoader(Supplier<PlainServer> database) {
        try (PlainServer server = database.get()) {
            Buffers.forget();
            server.open(PlainServer.MIGRATING).close();
            assertThat(Buffers.areThere()).isFalse();
        }
    }

    /** What Jackson keeps in each thread that it is used on. */
    @SuppressWarnings("deprecation")
    private static final class Buffers extends BufferRecyclers {

        static void forget() {
            _recyclerRef.remove();
        }

        static boolean areThere() {
            return _recyclerRef.get() != null;
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theTablesOfAnApplicationAreNoHindranceAndStay(Supplier<PlainServer> database) {
        try (PlainServer server = database.get()) {
            server.run("create table orders (id integer)", "insert into orders values (7)");
            server.open(PlainServer.MIGRATING).close();
            assertThat(server.ask("select id from orders")).containsExactly("7");
            assertThat(server.ask("select count(*) from durable_execution")).containsExactly("0");
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void withoutMigrationAMissingSchemaIsRefusedSayingWhatToDo(Supplier<PlainServer> database) {
        try (PlainServer server = database.get()) {
            assertThatThrownBy(() -> server.open(PlainServer.NOT_MIGRATING))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("jdbc/test", "no schema", "version 1", "durable.migrate=true", "db/");
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theScriptsMayBeRunByHandInstead(Supplier<PlainServer> database) throws Exception {
        try (PlainServer server = database.get()) {
            runByHand(server, "V1__executions.sql");
            try (TaskExecutionStore store = server.open(PlainServer.NOT_MIGRATING)) {
                store.views().checkSchema();
            }
        }
    }

    private static void runByHand(PlainServer server, String script) throws IOException {
        String folder = DatabaseKind.of(server.dataSource()).folder();
        try (InputStream stream =
                MigrationTest.class.getResource("/db/" + folder + "/" + script).openStream()) {
            server.run(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void anOlderSchemaIsRefusedSayingWhichIsThereAndWhichIsNeeded(Supplier<PlainServer> database) {
        try (PlainServer server = database.get();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            server.run("update durable_schema set version = 0");
            assertThatThrownBy(() -> store.views().checkSchema())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("jdbc/test", "version 0", "version 1 is needed", "newer scripts");
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aNewerSchemaIsRefusedOnceItIsReadableFromALaterGenerationOnly(Supplier<PlainServer> database) {
        try (PlainServer server = database.get();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            server.run("update durable_schema set version = 99");
            store.views().checkSchema();

            server.run("update durable_schema set readable_from = 2");
            assertThatThrownBy(() -> store.views().checkSchema())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll(
                            "jdbc/test", "version 99", "generation 2", "generation 1", "newer release");
            assertThatThrownBy(() -> server.open(PlainServer.NOT_MIGRATING))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("version 99");
        }
    }

    @Test
    void aMissingSchemaLeavesTheCallersTransactionUsable() {
        try (PlainServer server = Databases.postgreSql();
                TaskExecutionStore store = server.open(PlainServer.MIGRATING)) {
            server.run("alter table durable_schema rename to elsewhere");
            PlainServer.inTransaction(
                    () -> {
                        assertThatThrownBy(() -> store.views().checkSchema()).hasMessageContaining("no schema");
                        store.insert(Executions.roots(1));
                    },
                    true);
            assertThat(server.ask("select count(*) from durable_execution")).containsExactly("1");
        }
    }

    @Test
    void withoutFlywayMigrationIsRefusedSayingWhatToAdd() throws Exception {
        List<URL> urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> !path.contains("flyway"))
                .map(path -> {
                    try {
                        return Path.of(path).toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        try (URLClassLoader without =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Runnable probe = (Runnable) without.loadClass(WithoutFlyway.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            assertThatThrownBy(probe::run)
                    .hasMessageContainingAll("durable.migrate=true", "needs Flyway", "flyway-core", "db/h2");
        }
    }

    /** Loaded by a class loader that does not know Flyway. */
    public static final class WithoutFlyway implements Runnable {

        /** To be made from outside. */
        public WithoutFlyway() {}

        @Override
        public void run() {
            // The driver that the rest of the JVM knows belongs to another class loader.
            org.h2.Driver.load();
            try (PlainServer server = Databases.h2()) {
                server.open(PlainServer.MIGRATING).close();
            }
        }
    }
}
