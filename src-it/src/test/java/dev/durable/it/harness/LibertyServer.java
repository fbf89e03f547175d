package dev.durable.it.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An Open Liberty, with the repository's {@code server.xml}. */
final class LibertyServer extends Server {

    private final LibertyDirectory directory;

    /** How often an application had stopped when it was deployed. */
    private final Map<Path, Long> stopsBefore = new ConcurrentHashMap<>();

    LibertyServer(String name) {
        this(name, LibertyDirectory.create(name));
    }

    private LibertyServer(String name, LibertyDirectory directory) {
        super(name, directory);
        this.directory = directory;
        directory.configure("http.port", Integer.toString(port()));
        directory.application(Environment.ear());
        directory.override("look-often", "<server><config monitorInterval=\"200ms\"/></server>");
    }

    /** What it takes is a feature of its own here, which the repository's configuration does without. */
    @Override
    public Server exportingTo(Collector collector, String service) {
        directory.override(
                "telemetry", "<server><featureManager><feature>mpTelemetry-2.1</feature></featureManager></server>");
        return super.exportingTo(collector, service);
    }

    @Override
    Server onDatabase(String url) {
        return with("database.url", url);
    }

    @Override
    public Server deploy(Path ear) {
        stopsBefore.put(ear, stops(ear));
        return super.deploy(ear);
    }

    @Override
    void beginUndeploy(Path ear) {
        directory.undeploy(ear);
    }

    @Override
    boolean undeployed(Path ear) {
        return stops(ear) > stopsBefore.get(ear);
    }

    private long stops(Path ear) {
        return log().lines()
                .filter(line ->
                        line.contains("CWWKZ0009I") && line.contains(" " + LibertyDirectory.applicationName(ear) + " "))
                .count();
    }

    @Override
    public boolean endedWell() {
        return log().contains("CWWKE0036I") && !log().contains("[ERROR");
    }

    @Override
    public boolean refusesApplication() {
        return log().contains("CWWKZ0002E") || log().contains("CWWKZ0012I");
    }

    @Override
    public Http health() {
        return http();
    }

    @Override
    ProcessBuilder command(List<String> systemProperties) {
        ProcessBuilder builder = new ProcessBuilder(
                Environment.liberty().resolve("bin/server").toString(), "run", LibertyDirectory.SERVER);
        Map<String, String> environment = builder.environment();
        // Else the variables of the user that runs the tests would move the server to another directory.
        environment.keySet().removeIf(key -> key.startsWith("WLP_") || key.equals("LOG_DIR"));
        environment.put("WLP_USER_DIR", directory.user().toString());
        environment.put("JVM_ARGS", Jvm.OPTIONS + " " + String.join(" ", systemProperties));
        return builder;
    }
}
