package dev.durable.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** Where the build has put what the tests work with. */
public final class Environment {

    private Environment() {}

    /** The root of the repository. */
    public static Path repository() {
        return path("it.repository");
    }

    /** The folder of the sample that is a WAR alone. */
    public static Path sampleWar() {
        return repository().resolve("durable-ear/samples/war");
    }

    /** The installed Open Liberty. */
    static Path liberty() {
        return path("it.liberty");
    }

    /** The WildFly that the build has unpacked and made ready. */
    static Path wildfly() {
        return path("it.wildfly");
    }

    /** Where tests may write. */
    public static Path directory() {
        return path("it.directory");
    }

    /** The EAR as it ships. */
    static Path ear() {
        return directory().resolve("ear/durable-ear.ear");
    }

    /** A sample as the build has made it. */
    public static Path sample(String file) {
        return directory().resolve("samples").resolve(file);
    }

    private static Path path(String property) {
        return Path.of(property(property));
    }

    /** What this run of the tests is called: a build has several. */
    public static String run() {
        return property("it.run");
    }

    /** What the build says. */
    static String property(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("The build sets the system property " + property + ": run mvn verify");
        }
        return value;
    }

    /** A port of the loopback interface that was free a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }
}
