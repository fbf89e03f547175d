package dev.durable.it.harness;

import java.io.File;
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
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An Open Liberty in a process of its own, which a test may kill and start again. It runs the EAR as it ships unless
 * it is given another one. It ends with its test in any case: close it.
 */
public final class LibertyServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final int CONNECT_MILLIS = 2_000;
    private static final Duration STOP = Duration.ofMinutes(1);

    private final String name;
    private final ServerDirectory directory;
    private final int port = Environment.freePort();
    private Process process;

    private LibertyServer(String name) {
        this.name = name;
        this.directory = ServerDirectory.create(name);
        directory.configure("http.port", Integer.toString(port));
        directory.application(Environment.ear());
    }

    /** A server on the database of {@code server.xml}: an embedded one below its own directory. */
    public static LibertyServer embedded(String name) {
        return new LibertyServer(name);
    }

    /** A server on another database. */
    public static LibertyServer on(String databaseUrl, String name) {
        return new LibertyServer(name).with("database.url", databaseUrl);
    }

    /** Sets a variable of server.xml or a MicroProfile Config key, before the start. */
    public LibertyServer with(String key, String value) {
        directory.configure(key, value);
        return this;
    }

    /** Deploys this in place of the EAR that ships, before the start. */
    public LibertyServer deploying(Path ear) {
        directory.application(ear);
        return this;
    }

    /** Starts the process, and does not wait for anything. */
    public LibertyServer launch() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        ProcessBuilder builder = new ProcessBuilder(command(), "run", ServerDirectory.SERVER);
        Map<String, String> environment = builder.environment();
        // Else the variables of whoever runs the tests would move the server to another directory.
        environment.keySet().removeIf(key -> key.startsWith("WLP_") || key.equals("LOG_DIR"));
        environment.put("WLP_USER_DIR", directory.user().toString());
        environment.put("JVM_ARGS", "-Xmx512m");
        builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(console()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be started", e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return this;
    }

    private static String command() {
        return Environment.liberty().resolve("bin/server").toString();
    }

    private File console() {
        return directory.console().toFile();
    }

    /** Starts the process and waits until it serves intakes. */
    public LibertyServer start() {
        launch();
        Eventually.holds(name + " serves, see " + directory.console(), START, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("The server has ended: " + log());
            }
            return http().get("/intakes").status() == 200;
        });
        return this;
    }

    /** Ends the process as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks the process to end, as Ctrl-C or an orchestrator would, and does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Waits until the process has ended. */
    public void awaitEnd() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " did not end within " + STOP + ", see " + directory.console());
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

    /** A client of this server. */
    public Http http() {
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
        try {
            return Files.readString(directory.console());
        } catch (IOException e) {
            throw new UncheckedIOException("No log of " + name, e);
        }
    }

    /** Ends the process if it still runs. */
    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
