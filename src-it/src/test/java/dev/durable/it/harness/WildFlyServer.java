package dev.durable.it.harness;

import java.nio.file.Path;
import java.util.Map;

/** A WildFly, made ready by the repository's {@code durable.cli}. */
final class WildFlyServer extends Server {

    private final WildFlyDirectory directory;
    private final int managementPort = Environment.freePort();

    WildFlyServer(String name) {
        this(name, WildFlyDirectory.create(name));
    }

    private WildFlyServer(String name, WildFlyDirectory directory) {
        super(name, directory.console());
        this.directory = directory;
        directory.configure("jboss.http.port", Integer.toString(port()));
        directory.configure("jboss.management.http.port", Integer.toString(managementPort));
        directory.application(Environment.ear());
    }

    @Override
    public Server with(String key, String value) {
        directory.configure(key, value);
        return this;
    }

    @Override
    Server onDatabase(String url) {
        return with("database.driver", "postgresql").with("database.url", url);
    }

    @Override
    public Server deploying(Path ear) {
        directory.application(ear);
        return this;
    }

    /** Before it stops, this server suspends itself, and reports each turn of a background process that it then refuses. */
    @Override
    public boolean endedWell() {
        return log().contains("WFLYSRV0050")
                && log().lines().noneMatch(line -> line.contains(" ERROR [") && !line.contains("WFLYEE0110"));
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
    ProcessBuilder command() {
        ProcessBuilder builder = new ProcessBuilder(
                Environment.wildfly().resolve("bin/standalone.sh").toString(),
                "--server-config=" + WildFlyDirectory.CONFIGURATION,
                "--properties=" + directory.properties(),
                "-Djboss.server.base.dir=" + directory.base());
        Map<String, String> environment = builder.environment();
        // Else the variables of whoever runs the tests would move the server to another directory.
        environment.keySet().removeIf(key -> key.startsWith("JBOSS_") || key.equals("JAVA_OPTS"));
        environment.put("JBOSS_JAVA_SIZING", "-Xmx512m");
        // The script then hands on the signal that asks it to end.
        environment.put("LAUNCH_JBOSS_IN_BACKGROUND", "true");
        return builder;
    }
}
