package dev.durable.it.harness;

import java.nio.file.Path;

/**
 * The directory of one Open Liberty: the repository's own configuration, with what a test overrides. The installation
 * is shared between all of them.
 */
final class LibertyDirectory {

    static final String SERVER = "defaultServer";

    private final Path user;
    private final Path server;

    private LibertyDirectory(Path user, String server) {
        this.user = user;
        this.server = user.resolve("servers").resolve(server);
    }

    /** Makes the directory anew; what an earlier run has left there is deleted. */
    static LibertyDirectory create(String name) {
        return create(name, SERVER);
    }

    /** The same for a server that goes by a name of its own. */
    static LibertyDirectory create(String name, String server) {
        Path user =
                Disk.fresh(Environment.directory().resolve("servers/liberty").resolve(name));
        Disk.link(user.resolve("shared"), Environment.liberty().resolve("usr/shared"));
        LibertyDirectory directory = new LibertyDirectory(user, server);
        Disk.copy(Environment.repository().resolve("server-config/liberty/server.xml"), directory.configuration());
        return directory;
    }

    private Path configuration() {
        return server.resolve("server.xml");
    }

    /** Gives a variable of server.xml, or a MicroProfile Config key, its value. */
    void configure(String name, String value) {
        Disk.append(server.resolve("bootstrap.properties"), name + "=" + value + "\n");
    }

    /** Overrides parts of server.xml. */
    void override(String name, String xml) {
        Disk.write(server.resolve("configDropins/overrides").resolve(name + ".xml"), xml);
    }

    /** Leaves the application out of the configuration, where something else deploys. */
    void withoutApplication() {
        replaceApplication("");
    }

    private void replaceApplication(String xml) {
        Disk.edit(configuration(), all -> all.replaceAll("(?s)<enterpriseApplication .*</enterpriseApplication>", xml));
    }

    /** Puts an application where server.xml looks for it. A WAR alone takes the place of the EAR in there. */
    void application(Path archive) {
        String file = archive.getFileName().toString();
        if (file.endsWith(".war")) {
            replaceApplication("""
                    <webApplication id="durable" name="%s" location="%s">
                      <classloader commonLibraryRef="hibernate"/>
                    </webApplication>""".formatted(file.substring(0, file.lastIndexOf('.')), file));
            Disk.copy(archive, server.resolve("apps").resolve(file));
        } else {
            Disk.copy(archive, server.resolve("apps/durable-ear.ear"));
        }
    }

    /** What the server calls its user directory. */
    Path user() {
        return user;
    }

    /** What is written while the server has its present process. */
    Path console() {
        return user.resolve("console.log");
    }
}
