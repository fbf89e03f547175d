package dev.durable.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An application server in a process of its own, which a test may kill and start again. It runs the EAR as it ships
 * unless it is given another one. It ends with its test in any case: close it.
 */
public abstract class Server implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final int CONNECT_MILLIS = 2_000;
    private static final Duration STOP = Duration.ofMinutes(1);

    private final String name;
    private final ServerDirectory directory;
    private final Path console;
    private final int port = Environment.freePort();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> systemProperties = new ArrayList<>();
    private Path java = Path.of(System.getProperty("java.home"));
    private Process process;

    Server(String name, ServerDirectory directory) {
        this.name = name;
        this.directory = directory;
        console = directory.console();
    }

    /** A server of the kind that the tests run on, on the database of its configuration. */
    public static Server embedded(String name) {
        return ServerKind.current().embedded(name);
    }

    /** A server of the kind that the tests run on, on another database. */
    public static Server on(String databaseUrl, String name) {
        return ServerKind.current().on(databaseUrl, name);
    }

    /** Sets a variable of the server's configuration or a MicroProfile Config key, before the start. */
    public Server with(String key, String value) {
        directory.configure(key, value);
        return this;
    }

    /** Sets a system property as on the command line of a Java, before the start. */
    public Server systemProperty(String key, String value) {
        systemProperties.add("-D" + key + "=" + value);
        return this;
    }

    /** Sets an environment variable, before the start. */
    public Server environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Exports what it counts and traces, under a name, soon after it has happened; before the start. */
    public Server exportingTo(Collector collector, String service) {
        return with("otel.sdk.disabled", "false")
                .with("otel.service.name", service)
                .with("otel.exporter.otlp.protocol", "http/protobuf")
                .with("otel.exporter.otlp.endpoint", collector.endpoint())
                .with("otel.logs.exporter", "none")
                .with("otel.metric.export.interval", "1000")
                .with("otel.bsp.schedule.delay", "500");
    }

    abstract Server onDatabase(String url);

    /** Deploys this EAR or WAR in place of the EAR that ships, before the start. */
    public Server deploying(Path archive) {
        directory.application(archive);
        return this;
    }

    /** Leaves out the EAR that ships. */
    public Server withoutApplication() {
        directory.withoutApplication();
        return this;
    }

    /** Adds a datasource on a database of PostgreSQL, before the start. */
    public Server withDatasource(String jndiName, String databaseUrl) {
        directory.datasource(jndiName, databaseUrl);
        return this;
    }

    /**
     * Deploys one more application, before the start or at any time later, and does not wait for it to come up. It goes
     * by the name of its file.
     */
    public Server deploy(Path ear) {
        directory.deploy(ear);
        return this;
    }

    /** Takes away what {@link #deploy} has brought, and waits until it has stopped. */
    public final void undeploy(Path ear) {
        beginUndeploy(ear);
        Eventually.holds(ear.getFileName() + " has stopped, see " + console, STOP, () -> undeployed(ear));
    }

    /** The same without waiting. */
    abstract void beginUndeploy(Path ear);

    abstract boolean undeployed(Path ear);

    /** Whether it has ended as it should, and reported no error in all its life. */
    public abstract boolean endedWell();

    /** Whether it has said that it does not run the application. */
    public abstract boolean refusesApplication();

    /** A client of the health endpoint. */
    public abstract Http health();

    /** @param systemProperties what it is to be given, one argument each */
    abstract ProcessBuilder command(List<String> systemProperties);

    /** Runs it on another Java than the tests. */
    public Server onJava(Path home) {
        java = home;
        return this;
    }

    /** Starts the process, and does not wait for anything. */
    public Server launch() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        ProcessBuilder builder = command(systemProperties);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", java.toString());
        builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(console.toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be started", e);
        }
        Process started = process;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> destroy(started)));
        return this;
    }

    /** Starts the process and waits until it serves intakes. */
    public Server start() {
        return start("/intakes");
    }

    /** Starts the process and waits until it answers a GET of this path well. */
    public Server start(String path) {
        launch();
        Eventually.holds(name + " serves, see " + console, START, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("The server has ended: " + log());
            }
            return http().get(path).status() == 200;
        });
        return this;
    }

    /** Ends the process as a power cut would. */
    public void kill() {
        destroy(process);
        awaitEnd();
    }

    private static void destroy(Process process) {
        processes(process).forEach(ProcessHandle::destroyForcibly);
    }

    /** A start script may stand between this process and the server's own, which then must not be left behind. */
    private static List<ProcessHandle> processes(Process process) {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    /** Whether the process runs on this Java. */
    public boolean runsOn(Path home) {
        return processes(process).stream()
                .flatMap(handle -> handle.info().command().stream())
                .anyMatch(command -> Path.of(command).startsWith(home));
    }

    /** Asks the process to end, as Ctrl-C or an orchestrator would, and does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Waits until the process has ended. */
    public void awaitEnd() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " did not end within " + STOP + ", see " + console);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + name + " ends", e);
        }
    }

    /** Asks the process to end, and waits for it. */
    public void stop() {
        terminate();
        awaitEnd();
    }

    int port() {
        return port;
    }

    /** The virtual machine of a server that runs. */
    public Jvm jvm() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .filter(candidate -> candidate.info().command().orElse("").endsWith("/java"))
                .map(found -> new Jvm(java, found.pid()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " does not run"));
    }

    /** A client of this server. */
    public Http http() {
        return client(port);
    }

    static Http client(int port) {
        return new Http(URI.create("http://127.0.0.1:" + port));
    }

    /** Whether the server takes connections on an address of this machine. */
    public boolean listensOn(InetAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** What the server has said on its console since it was created, all its processes together. */
    public String log() {
        return Files.exists(console) ? Disk.read(console) : "";
    }

    /** Ends the process if it still runs. */
    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
