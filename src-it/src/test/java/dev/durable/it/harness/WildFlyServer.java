package dev.durable.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A WildFly, made ready by the repository's {@code durable.cli}. */
public final class WildFlyServer extends Server {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final WildFlyDirectory directory;
    private final int managementPort = Environment.freePort();

    WildFlyServer(String name) {
        this(name, WildFlyDirectory.create(name));
    }

    private WildFlyServer(String name, WildFlyDirectory directory) {
        super(name, directory);
        this.directory = directory;
        directory.configure("jboss.http.port", Integer.toString(port()));
        directory.configure("jboss.management.http.port", Integer.toString(managementPort));
        directory.application(Environment.ear());
        directory.replace("scan-interval=\"5000\"", "scan-interval=\"200\"");
    }

    @Override
    Server onDatabase(String url) {
        return with("database.driver", "postgresql").with("database.url", url);
    }

    @Override
    void beginUndeploy(Path ear) {
        // An application serves a moment before the server calls it deployed, and takes notice of the opposite.
        Eventually.holds(ear.getFileName() + " is deployed", LIMIT, () -> directory.deployed(ear));
        directory.undeploy(ear);
    }

    @Override
    boolean undeployed(Path ear) {
        return directory.undeployed(ear);
    }

    /** Before it stops, this server suspends itself, and reports each turn of a background process that it then refuses. */
    @Override
    public boolean endedWell() {
        return log().contains("WFLYSRV0050")
                && log().lines().noneMatch(line -> line.contains(" ERROR [") && !line.contains("WFLYEE0110"));
    }

    /** Lets the server take no new work, as an operator would before maintenance. Bodies that run go on. */
    public void suspend() {
        manage(":suspend");
    }

    /** Lets the server take work again. */
    public void resume() {
        manage(":resume");
    }

    private void manage(String operation) {
        ProcessBuilder cli = new ProcessBuilder(
                Environment.wildfly().resolve("bin/jboss-cli.sh").toString(),
                "--connect",
                "--controller=127.0.0.1:" + managementPort,
                "--command=" + operation);
        prepare(cli);
        cli.environment().put("JAVA_HOME", System.getProperty("java.home"));
        cli.redirectErrorStream(true);
        try {
            Process process = cli.start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("The server does not do " + operation + ": " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the server does " + operation, e);
        }
    }

    @Override
    public boolean refusesApplication() {
        return log().contains("WFLYSRV0026");
    }

    @Override
    public Http health() {
        return client(managementPort);
    }

    @Override
    ProcessBuilder command(List<String> systemProperties) {
        ProcessBuilder builder = new ProcessBuilder(
                Environment.wildfly().resolve("bin/standalone.sh").toString(),
                "--server-config=" + WildFlyDirectory.CONFIGURATION,
                "--properties=" + directory.properties(),
                "-Djboss.server.base.dir=" + directory.base());
        builder.command().addAll(systemProperties);
        Map<String, String> environment = prepare(builder);
        environment.put("JBOSS_JAVA_SIZING", Jvm.OPTIONS);
        // The script then hands on the signal that asks it to end.
        environment.put("LAUNCH_JBOSS_IN_BACKGROUND", "true");
        return builder;
    }

    /** Else the variables of the user that runs the tests would move the server to another directory. */
    private static Map<String, String> prepare(ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("JBOSS_") || key.equals("JAVA_OPTS"));
        return environment;
    }
}
