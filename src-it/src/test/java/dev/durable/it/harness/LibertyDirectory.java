package dev.durable.it.harness;

import java.nio.file.Path;

/**
 * The directory of one Open Liberty: the repository's own configuration, with what a test overrides. The installation
 * is shared between all of them.
 */
final class LibertyDirectory implements ServerDirectory {

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
    @Override
    public void configure(String name, String value) {
        Disk.append(server.resolve("bootstrap.properties"), name + "=" + value + "\n");
    }

    /** Overrides parts of server.xml. */
    void override(String name, String xml) {
        Disk.publish(override(name), xml);
    }

    private Path override(String name) {
        return server.resolve("configDropins/overrides").resolve(name + ".xml");
    }

    /** Leaves the application out of the configuration, where something else deploys. */
    @Override
    public void withoutApplication() {
        replaceApplication("");
    }

    private void replaceApplication(String xml) {
        Disk.edit(configuration(), all -> all.replaceAll("(?s)<enterpriseApplication .*</enterpriseApplication>", xml));
    }

    /** Puts an application where server.xml looks for it. The sample's WAR takes the place of the EAR in there. */
    @Override
    public void application(Path archive) {
        String file = archive.getFileName().toString();
        if (file.endsWith(".war")) {
            replaceApplication(Disk.read(Environment.sampleWar().resolve("src/main/liberty/application.xml")));
            Disk.copy(archive, server.resolve("apps").resolve(file));
        } else {
            Disk.copy(archive, server.resolve("apps/durable-ear.ear"));
        }
    }

    /** Adds a datasource on a database of PostgreSQL. */
    @Override
    public void datasource(String jndiName, String databaseUrl) {
        override(jndiName.replace('/', '-'), """
                <server>
                  <dataSource jndiName="%s" type="java.sql.Driver">
                    <jdbcDriver libraryRef="jdbc"/>
                    <properties URL="%s" user="${database.user}" password="${database.password}"/>
                  </dataSource>
                </server>
                """.formatted(jndiName, databaseUrl.replace("&", "&amp;")));
    }

    /** Adds EJBs, and a user who has a role in any application: the one that is called like the group. */
    void ejbsAndUser(String name, String password, String role) {
        override("ejbs-and-user", """
                <server>
                  <featureManager>
                    <feature>enterpriseBeansLite-4.0</feature>
                    <feature>appSecurity-5.0</feature>
                  </featureManager>
                  <basicRegistry>
                    <user name="%1$s" password="%2$s"/>
                    <group name="%3$s"><member name="%1$s"/></group>
                  </basicRegistry>
                </server>
                """.formatted(name, password, role));
    }

    /** Puts one more application into the configuration, of which the server takes notice while it runs. */
    @Override
    public void deploy(Path ear) {
        Disk.copy(ear, server.resolve("apps").resolve(ear.getFileName()));
        override(applicationName(ear), """
                <server>
                  <enterpriseApplication id="%1$s" name="%1$s" location="%2$s">
                    <classloader commonLibraryRef="hibernate"/>
                  </enterpriseApplication>
                </server>
                """.formatted(applicationName(ear), ear.getFileName()));
    }

    /** Takes an application out of the configuration. */
    @Override
    public void undeploy(Path ear) {
        Disk.delete(override(applicationName(ear)));
    }

    /** What the server calls an application in its messages. */
    static String applicationName(Path ear) {
        return ear.getFileName().toString().replace(".ear", "");
    }

    /** What the server calls its user directory. */
    Path user() {
        return user;
    }

    /** What is written while the server has its present process. */
    @Override
    public Path console() {
        return user.resolve("console.log");
    }
}
