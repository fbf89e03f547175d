package dev.durable.it.harness;

import java.nio.file.Path;
import java.util.List;

/**
 * The base directory of one WildFly: the stock configuration as the repository's script has made it ready, with what
 * a test overrides. The installation is shared between all of them.
 */
final class WildFlyDirectory {

    static final String CONFIGURATION = "standalone-microprofile.xml";

    private final Path base;

    private WildFlyDirectory(Path base) {
        this.base = base;
    }

    /** Makes the directory anew; what an earlier run has left there is deleted. */
    static WildFlyDirectory create(String name) {
        Path base =
                Disk.fresh(Environment.directory().resolve("servers/wildfly").resolve(name));
        Disk.copy(Environment.wildfly().resolve("standalone/configuration"), base.resolve("configuration"));
        WildFlyDirectory directory = new WildFlyDirectory(base);
        Disk.fresh(directory.deployments());
        // Nobody calls these, and other servers of this machine have the ports that are configured.
        for (String unused : List.of("https", "management.https")) {
            directory.configure("jboss." + unused + ".port", Integer.toString(Environment.freePort()));
        }
        return directory;
    }

    /** Gives a system property its value, which the configuration may refer to, and which MicroProfile Config sees. */
    void configure(String name, String value) {
        Disk.append(properties(), name + "=" + value.replace("\\", "\\\\") + "\n");
    }

    /** Puts XML in front of the first place in the configuration that has this text. */
    void insertBefore(String place, String xml) {
        Disk.edit(base.resolve("configuration").resolve(CONFIGURATION), whole -> {
            int at = whole.indexOf(place);
            if (at < 0) {
                throw new IllegalArgumentException(place + " is not in the configuration");
            }
            return whole.substring(0, at) + xml + whole.substring(at);
        });
    }

    /** Puts an application where the server looks for some when it starts. */
    void application(Path archive) {
        Disk.fresh(deployments());
        Disk.copy(archive, deployments().resolve(archive.getFileName()));
    }

    private Path deployments() {
        return base.resolve("deployments");
    }

    Path base() {
        return base;
    }

    /** The file that {@link #configure} writes. */
    Path properties() {
        return base.resolve("server.properties");
    }

    /** What is written while the server has its present process. */
    Path console() {
        return base.resolve("console.log");
    }
}
