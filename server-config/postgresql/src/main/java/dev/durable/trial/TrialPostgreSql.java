package dev.durable.trial;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL in a process of its own, listening on the loopback interface alone, with a user and a database
 * named {@value #NAME}. What it has committed survives a crash as it would in production: it syncs every commit.
 *
 * <p>It may be stopped and started again on the same port and the same data, to play an outage. It ends with this
 * JVM, unless the JVM is killed.
 */
public final class TrialPostgreSql implements AutoCloseable {

    /** The name of the user, of its password and of its database. */
    public static final String NAME = "durable";

    // Held, because a logger that nobody holds forgets its level. The library tells every step at INFO.
    private static final Logger LIBRARY = Logger.getLogger("io.zonky.test.db.postgres.embedded");

    static {
        LIBRARY.setLevel(java.util.logging.Level.WARNING);
    }

    private static final String PORT_PROPERTY = "durable.trial.port";
    // Unpacked once for each user: one cannot write into, nor run, what another has unpacked.
    private static final File BINARIES = Path.of(
                    System.getProperty("java.io.tmpdir"), "trial-postgresql-" + System.getProperty("user.name"))
            .toFile();
    /** What every client should say: the driver itself waits indefinitely for a server that is gone. */
    private static final String URL_PARAMETERS = "?reWriteBatchedInserts=true&connectTimeout=10&socketTimeout=60";

    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private static final Duration LONGEST_STOP = Duration.ofMinutes(1);

    private final Path directory;
    private final boolean temporary;
    private final Path log;
    private int port;
    private @Nullable EmbeddedPostgres server;

    private TrialPostgreSql(Path directory, boolean temporary, int port) {
        this.directory = directory.toAbsolutePath();
        this.temporary = temporary;
        // Beside the data, not among them: the data directory must be empty when the database is made.
        this.log = this.directory.resolveSibling(this.directory.getFileName() + ".log");
        this.port = port;
    }

    /** Starts a server on a free port. Its data is deleted when it is closed. */
    public static TrialPostgreSql temporary() {
        try {
            return new TrialPostgreSql(Files.createTempDirectory("trial-postgresql-data"), true, 0).start();
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for the data of a trial PostgreSQL", e);
        }
    }

    /**
     * Starts a server whose data stays.
     *
     * @param directory where the data is, or will be
     * @param port the port; 0 for any free one
     */
    public static TrialPostgreSql in(Path directory, int port) {
        return new TrialPostgreSql(directory, false, port).start();
    }

    /** Starts it again after {@link #stop()}, on the same port. Does nothing while it runs. */
    public synchronized TrialPostgreSql start() {
        if (server == null) {
            server = launch();
            port = server.getPort();
            createUser();
            createDatabase(NAME);
        }
        return this;
    }

    private EmbeddedPostgres launch() {
        Redirect redirect = Redirect.appendTo(log.toFile());
        try {
            Files.createDirectories(directory.resolveSibling(""));
            return EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setOverrideWorkingDirectory(BINARIES)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setOutputRedirector(redirect)
                    .setErrorRedirector(redirect)
                    .setServerConfig("listen_addresses", "localhost")
                    // No socket file: those of two servers on one port number would collide in a shared directory.
                    .setServerConfig("unix_socket_directories", "")
                    // The library switches both off; a store that promises durability is tried on a durable database.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start on port " + port + ", see " + log, e);
        }
    }

    /** Stops the server and cuts its connections; the data stays. Does nothing while it is stopped. */
    public synchronized void stop() {
        if (server == null) {
            return;
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL in " + directory + " could not be stopped", e);
        }
        awaitEnd();
        server = null;
    }

    /**
     * The library waits for a few seconds and then only logs that the server goes on, though all that it may need is
     * time to write what it has in memory. A second one on the same data must not follow before its end.
     */
    private void awaitEnd() {
        Path lock = directory.resolve("postmaster.pid");
        try {
            if (Files.exists(lock)) {
                long process = Long.parseLong(Files.readAllLines(lock).get(0).strip());
                for (ProcessHandle running : ProcessHandle.of(process).stream().toList()) {
                    running.onExit().get(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
                }
            }
        } catch (NoSuchFileException ended) {
            return; // just now
        } catch (IOException | ExecutionException e) {
            throw new IllegalStateException("Whether PostgreSQL in " + directory + " has stopped is not known", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("PostgreSQL in " + directory + " did not stop in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PostgreSQL in " + directory + " stops", e);
        }
    }

    /** Stops the server, and deletes its data if they are temporary. */
    @Override
    public synchronized void close() {
        stop();
        if (temporary) {
            deleteData();
        }
    }

    private void deleteData() {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException("The data in " + directory + " could not be deleted", e);
        }
    }

    /** The port it listens on. */
    public synchronized int port() {
        return port;
    }

    /**
     * The JDBC URL of the database {@value #NAME}, with the parameters that a server should use; user and password are
     * {@value #NAME}, too.
     */
    public String jdbcUrl() {
        return jdbcUrl(NAME);
    }

    /** The JDBC URL of another of its databases, with the same parameters. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + port() + "/" + database + URL_PARAMETERS;
    }

    /** Connects to the database {@value #NAME} as the user {@value #NAME}, without a pool. */
    public DataSource dataSource() {
        return dataSource(NAME);
    }

    /** Connects to another of its databases, without a pool. */
    public DataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(database));
        source.setUser(NAME);
        source.setPassword(NAME);
        return source;
    }

    /**
     * Creates a database that the user {@value #NAME} owns, unless it is there.
     *
     * @param name lower-case letters, digits and underscores
     * @return its JDBC URL
     */
    public String createDatabase(String name) {
        createUnlessThere(
                "select 1 from pg_database where datname = ?", name, "create database " + name + " owner " + NAME);
        return jdbcUrl(name);
    }

    private void createUser() {
        createUnlessThere(
                "select 1 from pg_roles where rolname = ?",
                NAME,
                "create role " + NAME + " login password '" + NAME + "'");
    }

    private synchronized void createUnlessThere(String question, String name, String statement) {
        if (!PLAIN_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A name has lower-case letters, digits and underscores, at most 63: not \"" + name + "\"");
        }
        if (server == null) {
            throw new IllegalStateException("PostgreSQL in " + directory + " is stopped");
        }
        try (Connection connection = server.getPostgresDatabase().getConnection();
                PreparedStatement asked = connection.prepareStatement(question);
                Statement created = connection.createStatement()) {
            asked.setString(1, name);
            if (!asked.executeQuery().next()) {
                created.execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL in " + directory + " refused: " + statement, e);
        }
    }

    /**
     * Starts a server for trying out, says its JDBC URL, and waits until the JVM is told to end.
     *
     * <p>System properties: {@code durable.trial.port} (default 5433) and {@code durable.trial.directory}, where the
     * data is kept (required).
     */
    public static void main(String[] arguments) throws InterruptedException {
        String directory = System.getProperty("durable.trial.directory", "");
        if (directory.isBlank()) {
            throw new IllegalArgumentException(
                    "Say with -Ddurable.trial.directory=<directory> where PostgreSQL shall keep its data");
        }
        try (TrialPostgreSql server = in(Path.of(directory), portFrom(System.getProperty(PORT_PROPERTY, "5433")))) {
            System.getLogger(TrialPostgreSql.class.getName())
                    .log(
                            Level.INFO,
                            "PostgreSQL runs: {0}, user and password {1}, data in {2}. End it with Ctrl-C.",
                            server.jdbcUrl(),
                            NAME,
                            server.directory);
            new CountDownLatch(1).await();
        }
    }

    private static int portFrom(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw notAPort(text, e);
        }
        throw notAPort(text, null);
    }

    private static IllegalArgumentException notAPort(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                PORT_PROPERTY + " is a port number from 1 to 65535, not \"" + text + "\"", cause);
    }
}
